import { join } from 'node:path';
import { renderArtifacts, writeArtifacts } from '../render/artifacts.js';
import { listArtifacts, saveArtifacts } from '../store/artifacts.js';
import { loadMeeting } from '../store/load-meeting.js';
import type { Store } from '../store/store.js';
import { artifactRoot } from './artifact-files.js';
import type { CommandContext } from './context.js';

/**
 * Writes the artifacts of a stored meeting anew, in the style that they have, after a name or a turn in it has changed.
 * Needs no audio and no network.
 */
export async function renderAgain(store: Store, meetingId: string, context: CommandContext): Promise<void> {
  const root = artifactRoot(context.folders);
  const style = listArtifacts(store, meetingId)[0]?.style ?? context.settings.values.style;
  const rendered = renderArtifacts(loadMeeting(store, meetingId), style);
  const written = await writeArtifacts(join(root, meetingId), rendered, root);
  const artifacts = written.map((artifact) => ({ ...artifact, style }));
  saveArtifacts(store, { meetingId, artifacts, newId: context.newId, now: context.now() });
}
