import type { CatalogModel } from '../../models/catalog.js';
import type { DownloadFile, RemoteSource } from '../../models/download/file.js';

/** What of a catalog entry a download needs to know. */
export interface PullableModel {
  readonly name: string;
  readonly task: CatalogModel['task'];
  readonly architecture: string;
  readonly licence: string;
  readonly source: RemoteSource | { readonly kind: 'repository' | 'package' };
  readonly files: readonly {
    readonly path: string;
    /** Its path in the source, when it is another. */
    readonly remote?: string;
    /** Another source than the model's. */
    readonly source?: RemoteSource;
    readonly size: number | null;
    readonly sha256: string | null;
  }[];
}

/** Empty for a model that ships with scribe. */
export function filesToPull({ source, files }: PullableModel): DownloadFile[] {
  return files.flatMap((file) => {
    const from = file.source ?? source;
    if (!isRemote(from)) return [];
    const { path, size, sha256, remote = path } = file;
    return [{ path, remote, source: from, size, sha256 }];
  });
}

function isRemote(source: PullableModel['source']): source is RemoteSource {
  return source.kind !== 'repository' && source.kind !== 'package';
}
