import { createReadStream } from 'node:fs';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { errorCode, whyNotWritten } from '../../platform/disk-errors.js';
import { replaceFile } from '../../platform/replace-file.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine, writeText } from '../../report/output.js';
import { replay } from '../../report/replay.js';

/**
 * `scribe doctor trace EVENTS`: what a run printed with `--json`, as a trace.
 * @param path `-`: standard input.
 */
export async function traceEvents(
  context: CommandContext,
  path: string,
  { out }: { readonly out?: string },
): Promise<void> {
  const name = path === '-' ? 'standard input' : path;
  const { timings, brokenOff } = await replay(linesOf(path, name), name);
  if (brokenOff) writeLine(context.err, `warning: the last line of ${name} breaks off, and is left out`);
  if (out === undefined) return writeText(context.out, timings.trace());
  writeTrace(out, timings.trace(), 'Name a file in a folder that can be written.');
  const { recordings, stages } = timings.count();
  if (context.json) return printJson(context, { trace: out, recordings, stages });
  if (!context.quiet)
    writeLine(context.out, `${out}: ${counted(stages, 'stage')} of ${counted(recordings, 'recording')}`);
}

/** @throws ScribeError OUTPUT */
export function writeTrace(path: string, text: string, hint: string): void {
  try {
    replaceFile(path, text);
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Writing the trace ${path} failed: ${whyNotWritten(cause)}.`, {
      hint,
      cause,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

async function* linesOf(path: string, name: string): AsyncGenerator<string> {
  let rest = '';
  try {
    const input = path === '-' ? process.stdin : createReadStream(path);
    for await (const text of input.setEncoding('utf8')) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (cause) {
    if (errorCode(cause) === '') throw cause;
    const reason = reasons[errorCode(cause)] ?? (cause as Error).message;
    throw new ScribeError('USAGE', `Reading ${name} failed: ${reason}.`, {
      hint: 'Name a file of events: `scribe ingest DIR --json > events.ndjson`.',
      cause,
    });
  }
  if (rest !== '') yield rest;
}
