import { readFileSync, statSync } from 'node:fs';
import type { CommandContext } from '../../context.js';
import type { Meeting } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { errorCode, whyNotWritten } from '../../platform/disk-errors.js';
import { renderTemplate } from '../../render/template.js';
import { writeText } from '../../report/output.js';
import { cleanMeeting } from '../../transcript/clean-speech.js';

/** `scribe transcript ID --template FILE` */
export function printTemplate({ out, settings }: CommandContext, meeting: Meeting, path: string): void {
  const text = readTemplate(path);
  writeText(
    out,
    renderTemplate(settings.values.style === 'clean' ? cleanMeeting(meeting) : meeting, { path, text }),
  );
}

/** @throws ScribeError USAGE when it is no file that can be read. */
function readTemplate(path: string): string {
  const refuse = (why: string, cause?: unknown) =>
    new ScribeError('USAGE', `Reading the template ${path} failed: ${why}.`, {
      hint: 'Give a file, such as one of examples/templates.',
      cause,
    });
  try {
    if (!statSync(path).isFile()) throw refuse('it is no file');
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause;
    throw refuse(errorCode(cause) === 'ENOENT' ? 'there is no such file' : whyNotWritten(cause), cause);
  }
}
