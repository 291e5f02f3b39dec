import type { CommandContext } from '../../context.js';
import type { FormatName } from '../../domain/format-names.js';
import type { Meeting } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { formats, renderArtifact } from '../../render/formats.js';

/**
 * Writes a meeting to standard output, in one format and the style of the settings.
 * @throws ScribeError USAGE when that is no text, and standard output a terminal.
 */
export async function printArtifact(
  { out, settings }: Pick<CommandContext, 'out' | 'settings'>,
  meeting: Meeting,
  name: FormatName,
): Promise<void> {
  refuseTerminal(out, name, meeting.id);
  out.writeBytes((await renderArtifact(meeting, name, settings.values.style)).bytes);
}

/** @throws ScribeError USAGE when the format is no text, and standard output a terminal. */
export function refuseTerminal(
  out: Pick<CommandContext['out'], 'isTTY'>,
  name: FormatName,
  reference: string,
): void {
  if (out.isTTY && !isText(formats[name].mime))
    throw new ScribeError(
      'USAGE',
      `Printing the transcript: ${name} is no text that a terminal could show.`,
      {
        hint: `Write it into a file: scribe transcript ${reference} --format ${name} > ${formats[name].fileName}`,
      },
    );
}

const isText = (mime: string) => /^text\/|^application\/(?:json|xml|x-subrip)\b/.test(mime);
