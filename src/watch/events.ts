import type { ErrorCode } from '../errors.js';

/** What a watcher tells besides what becomes of each recording. Plain data: shown as lines, or printed with `--json`. */
export type WatchEvent =
  | {
      readonly kind: 'watch-started';
      readonly folders: readonly {
        readonly path: string;
        /** Seconds between two looks; null: the system tells of changes. */
        readonly poll: number | null;
        /** False: it is not there at the moment. */
        readonly present: boolean;
      }[];
    }
  /** A recording that is not taken yet: it is still growing, or another program works on it. */
  | { readonly kind: 'watch-waiting'; readonly path: string; readonly reason: string }
  /** What would be processed: told by `--dry-run` alone. */
  | { readonly kind: 'watch-found'; readonly path: string; readonly again: boolean }
  /** A file that was done under another name. */
  | {
      readonly kind: 'watch-moved';
      readonly path: string;
      readonly from: string;
      readonly meetingId: string | null;
    }
  /** A file that failed: when it is tried again; null: not before it changes. */
  | {
      readonly kind: 'watch-failed';
      readonly path: string;
      readonly attempts: number;
      readonly nextAttemptAt: string | null;
      readonly code: ErrorCode;
    }
  /** A folder that was deleted or unmounted; it is waited for. */
  | { readonly kind: 'watch-away'; readonly folder: string }
  | { readonly kind: 'watch-back'; readonly folder: string }
  /** Nothing came for a while: the models are freed. */
  | { readonly kind: 'watch-idle' }
  | {
      readonly kind: 'watch-stopped';
      readonly completed: number;
      readonly known: number;
      readonly failed: number;
    };

export type EmitWatching = (event: WatchEvent) => void;
