import type { PlainError } from '../errors.js';
import type { StageName } from '../pipeline/events.js';

/** What a worker tells. Plain data: shown as lines, or printed with `--json`. */
export type QueueEvent =
  | {
      readonly kind: 'worker-started';
      readonly worker: string;
      /** The database, for people. */
      readonly queue: string;
      readonly concurrency: number;
    }
  | { readonly kind: 'job-started'; readonly job: string; readonly at: string }
  /** A stage ended well, or was finished before, perhaps by another worker. */
  | {
      readonly kind: 'job-stage';
      readonly job: string;
      readonly stage: StageName;
      readonly outcome: 'completed' | 'skipped';
      /** Milliseconds; 0 for one that was skipped. */
      readonly durationMs: number;
      /** As in `stage-completed` of a recording: what the threads of its process worked, and the most memory of that by then. */
      readonly cpuMs?: number;
      readonly peakBytes?: number;
    }
  | { readonly kind: 'job-warning'; readonly job: string; readonly message: string }
  | {
      readonly kind: 'job-completed';
      readonly job: string;
      readonly at: string;
      /** As of an ingest: `completed`, `already-known`, ... */
      readonly outcome: string;
      readonly meetingId: string | null;
      /** Seconds of sound; null: it was not decoded. */
      readonly duration: number | null;
      /** Seconds. */
      readonly elapsed: number;
      readonly worker: string;
    }
  | {
      readonly kind: 'job-failed';
      readonly job: string;
      readonly at: string;
      /** It went to the dead letters at once: to try again would not help. */
      readonly hopeless: boolean;
      readonly error: PlainError;
    }
  /** Somebody else is to do it: a recording that another worker has, a worker that stops, a job that was cancelled. */
  | {
      readonly kind: 'job-returned';
      readonly job: string;
      readonly at: string;
      readonly reason: ReturnReason;
    }
  /** The database does not answer; the worker goes on when it does. */
  | { readonly kind: 'queue-away'; readonly error: PlainError }
  | { readonly kind: 'worker-stopped'; readonly done: number; readonly failed: number };

/** Why a job was handed back. */
export const returnReasons = ['stopping', 'lost', 'same-recording'] as const;
export type ReturnReason = (typeof returnReasons)[number];

export type EmitQueue = (event: QueueEvent) => void;
