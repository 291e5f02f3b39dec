import { type ArtifactType, renderers } from '../render/artifacts.js';
import { loadMeeting } from '../store/load-meeting.js';
import { resolveMeetingId } from '../store/meetings.js';
import type { CommandContext } from './context.js';
import { withStore } from './with-store.js';

/** `scribe transcript ID`: rendered from the store, with the names that people have now. */
export async function printTranscript(
  context: CommandContext,
  idOrPrefix: string,
  options: { readonly format: string },
): Promise<void> {
  return withStore(context, (store) => {
    const meeting = loadMeeting(store, resolveMeetingId(store, idOrPrefix));
    const format = context.json ? 'json' : options.format;
    context.out.write(renderers[`transcript.${format}` as ArtifactType](meeting));
  });
}
