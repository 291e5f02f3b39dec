import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../domain/meeting.js';
import { sha256OfFile } from '../platform/hash-file.js';
import type { Folders } from '../settings/folders.js';
import { findRenderDebt, listArtifacts } from '../store/artifacts.js';
import { listMeetings } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';
import { artifactRoot, renderedMeetings, storedFiles } from './artifact-files.js';

/**
 * Rendered files that are not what the store says of them, in words: missing, or with other bytes. Files that are owed
 * anyway do not count.
 *
 * @param quick compare sizes only.
 */
export async function checkArtifacts(
  store: Store,
  folders: Folders,
  { quick, signal }: { readonly quick: boolean; readonly signal: AbortSignal },
): Promise<string[]> {
  const problems: string[] = [];
  const meetings = new Map(listMeetings(store).map(({ id, status }) => [id, status]));
  for (const id of meetings.keys()) {
    signal.throwIfAborted();
    if (findRenderDebt(store, id)) continue;
    const artifacts = listArtifacts(store, id);
    for (const [i, path] of storedFiles(store, artifacts).entries()) {
      const problem = await compare(path, artifacts[i], quick);
      if (problem) problems.push(problem);
    }
  }
  for (const id of renderedMeetings(folders))
    if (store.key)
      problems.push(`transcripts of the meeting ${id} are not encrypted: ${join(artifactRoot(folders), id)}`);
    else if (!meetings.has(id) && !findRenderDebt(store, id))
      problems.push(`there are transcripts of the meeting ${id}, which is not in the store`);
  return problems;
}

async function compare(path: string, { size, sha256 }: Artifact, quick: boolean): Promise<string | null> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return `${path} is missing`;
  const same = found.size === size && (quick || (await sha256OfFile(path)) === sha256);
  return same ? null : `${path} is not what scribe wrote`;
}
