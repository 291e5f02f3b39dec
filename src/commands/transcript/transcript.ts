import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { type ArtifactType, renderArtifact } from '../../render/artifacts.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { withStore } from '../with-store.js';
import { editPassages } from './edit-passages.js';
import { printSuppressed } from './suppressed.js';

export interface TranscriptOptions {
  readonly format: string;
  readonly suppressed?: boolean;
  /** Numbers of passages, or `all`. */
  readonly restore?: readonly string[];
  readonly leaveOut?: readonly string[];
}

/** `scribe transcript ID`: rendered from the store, with the names that people have now; or what was left out of it. */
export async function printTranscript(
  context: CommandContext,
  idOrPrefix: string,
  options: TranscriptOptions,
): Promise<void> {
  const { suppressed, restore, leaveOut } = options;
  if ([suppressed, restore, leaveOut].filter(Boolean).length > 1)
    throw new ScribeError(
      'USAGE',
      'Reading the flags: --suppressed, --restore and --leave-out cannot be used together.',
      { hint: 'Look at what was left out with --suppressed, then give its numbers to one of the others.' },
    );
  if (suppressed) return printSuppressed(context, idOrPrefix, context.json || options.format === 'json');
  if (restore) return editPassages(context, idOrPrefix, 'restore', restore);
  if (leaveOut) return editPassages(context, idOrPrefix, 'leaveOut', leaveOut);
  return withStore(context, (store) => {
    const meeting = loadMeeting(store, resolveMeetingId(store, idOrPrefix));
    const type = `transcript.${context.json ? 'json' : options.format}` as ArtifactType;
    context.out.write(renderArtifact(meeting, type, context.settings.values.style));
  });
}
