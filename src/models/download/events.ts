/** Progress of all files together. */
export interface Overall {
  readonly received: number;
  /** Bytes of all files; null while the size of one is unknown. */
  readonly total: number | null;
  /** Bytes a second over the last few seconds; null at the start. */
  readonly speed: number | null;
  readonly secondsLeft: number | null;
}

/** What is reported while files are downloaded. Plain data: it is printed as JSON lines. */
export type DownloadEvent =
  | {
      readonly kind: 'file-started';
      readonly path: string;
      /** Bytes kept from an earlier run. */
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
      /** From the network, from the cache of Hugging Face, or there already. */
      readonly from: 'network' | 'hub-cache' | 'folder';
      readonly size: number;
      readonly sha256: string;
      /** Its bytes were not pinned: they are trusted this once and remembered. */
      readonly trusted: boolean;
    };

export type EmitDownload = (event: DownloadEvent) => void;

/** A file that was not pinned, as it arrived. */
interface TrustedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** The outcome of pulling one model. */
export interface PullResult {
  readonly name: string;
  readonly licence: string;
  /** Its folder; null for a model that ships with scribe. */
  readonly folder: string | null;
  readonly outcome: 'pulled' | 'complete' | 'ships';
  readonly files: number;
  /** Bytes of all files. */
  readonly size: number;
  /** Bytes of the files that were downloaded. */
  readonly downloaded: number;
  /** Bytes of the files taken from the cache of Hugging Face. */
  readonly reused: number;
  readonly trusted: readonly TrustedFile[];
}

/** What is reported while models are pulled. */
export type PullEvent =
  | DownloadEvent
  | {
      readonly kind: 'model-started';
      readonly name: string;
      readonly licence: string;
      readonly index: number;
      readonly total: number;
    }
  /** Another process is filling the folder. */
  | { readonly kind: 'model-waiting'; readonly name: string }
  | { readonly kind: 'model-finished'; readonly result: PullResult };

export type EmitPull = (event: PullEvent) => void;
