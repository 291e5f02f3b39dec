import { join } from 'node:path';
import { renderArtifacts, writeArtifacts } from '../render/artifacts.js';
import { saveArtifacts } from '../store/artifacts.js';
import { loadMeeting } from '../store/load-meeting.js';
import type { Store } from '../store/store.js';
import { artifactRoot } from './artifact-files.js';
import type { CommandContext } from './context.js';

/** Writes the artifacts of a stored meeting anew, after a name in it has changed. Needs no audio and no network. */
export async function renderAgain(store: Store, meetingId: string, context: CommandContext): Promise<void> {
  const root = artifactRoot(context.folders);
  const rendered = renderArtifacts(loadMeeting(store, meetingId));
  const artifacts = await writeArtifacts(join(root, meetingId), rendered, root);
  saveArtifacts(store, { meetingId, artifacts, newId: context.newId, now: context.now() });
}
