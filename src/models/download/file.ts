/** Where a file comes from. A null revision is the head of the repository's main branch. */
export type RemoteSource =
  | { readonly kind: 'huggingface'; readonly repo: string; readonly revision: string | null }
  | { readonly kind: 'github-release'; readonly repo: string; readonly tag: string }
  | { readonly kind: 'github-raw'; readonly repo: string; readonly revision: string };

/** One file that is wanted. */
export interface DownloadFile {
  /** Where it goes, relative to the folder; with `/` on every system. */
  readonly path: string;
  readonly source: RemoteSource;
  /** Its path in the source. */
  readonly remote: string;
  /** Bytes; null when nobody has pinned them. */
  readonly size: number | null;
  readonly sha256: string | null;
}

/** What the bytes of a file are known by. */
export interface Pin {
  readonly size: number;
  readonly sha256: string;
}

/** For people: `istupakov/parakeet-tdt-0.6b-v3-onnx (main)`. */
export function describeSource(source: RemoteSource): string {
  return `${source.repo} (${source.kind === 'github-release' ? source.tag : (source.revision ?? 'main')})`;
}
