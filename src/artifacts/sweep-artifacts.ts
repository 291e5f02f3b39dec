import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from '../settings/read.js';
import { listMeetings } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';
import { artifactRoot } from './artifact-files.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes the folders of artifacts that belong to no completed meeting: earlier versions wrote them before the
 * meeting was stored. Files appear only after their meeting is completed, so nobody is writing these.
 */
export function sweepArtifacts(store: Store, folders: Folders): void {
  const root = artifactRoot(folders);
  let names: string[];
  try {
    names = readdirSync(root);
  } catch {
    return;
  }
  for (const name of names)
    if (uuid.test(name) && listMeetings(store, { id: name })[0]?.status !== 'completed')
      rmSync(join(root, name), { recursive: true, force: true });
}
