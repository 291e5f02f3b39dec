/** How all files together get on. */
export interface Overall {
  readonly received: number;
  /** Bytes of all files; null while the size of one is not known. */
  readonly total: number | null;
  /** Bytes a second over the last few seconds; null at the start. */
  readonly speed: number | null;
  readonly secondsLeft: number | null;
}

/** What is told while files are fetched. Plain data: it is printed as JSON lines. */
export type DownloadEvent =
  | {
      readonly kind: 'file-started';
      readonly path: string;
      /** Bytes that are there from an earlier run. */
      readonly received: number;
      readonly total: number | null;
    }
  | {
      readonly kind: 'file-progress';
      readonly path: string;
      readonly received: number;
      readonly total: number | null;
      readonly overall: Overall;
    }
  | {
      readonly kind: 'file-retried';
      readonly path: string;
      readonly reason: string;
      /** Seconds until the next attempt. */
      readonly wait: number;
    }
  | {
      readonly kind: 'file-finished';
      readonly path: string;
      /** Over the network, out of the cache of Hugging Face, or there already. */
      readonly from: 'network' | 'hub-cache' | 'folder';
      readonly size: number;
      readonly sha256: string;
      /** Nobody had pinned its bytes: they were believed this once, and are remembered. */
      readonly trusted: boolean;
    };

export type EmitDownload = (event: DownloadEvent) => void;

/** A file that nobody had pinned, as it came. */
export interface TrustedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What became of one model. */
export interface PullResult {
  readonly name: string;
  readonly licence: string;
  /** Where it is; null for a model that ships with scribe. */
  readonly folder: string | null;
  readonly outcome: 'pulled' | 'complete' | 'ships';
  readonly files: number;
  /** Bytes of all files. */
  readonly size: number;
  /** Bytes of the files that came over the network. */
  readonly downloaded: number;
  /** Bytes of the files that were in the cache of Hugging Face. */
  readonly reused: number;
  readonly trusted: readonly TrustedFile[];
}

/** What is told while models are pulled. */
export type PullEvent =
  | DownloadEvent
  | {
      readonly kind: 'model-started';
      readonly name: string;
      readonly licence: string;
      readonly index: number;
      readonly total: number;
    }
  /** Another process fills the folder. */
  | { readonly kind: 'model-waiting'; readonly name: string }
  | { readonly kind: 'model-finished'; readonly result: PullResult };

export type EmitPull = (event: PullEvent) => void;
