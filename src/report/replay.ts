import { z } from 'zod';
import { ScribeError } from '../errors.js';
import { readEvent } from './event-schema.js';
import { createTimings, type Timings } from './timings.js';

/** Events that were kept, as timings. */
export interface Replayed {
  readonly timings: Timings;
  /** The last line ends in its middle: its writer was killed. */
  readonly brokenOff: boolean;
}

/**
 * What runs printed with `--json`, as timings. Where the clock was set back, no time passes.
 *
 * @param lines without their ends.
 * @param name of what they are read from, for errors.
 * @throws ScribeError USAGE with the number of the first line that is no event.
 */
export async function replay(lines: AsyncIterable<string>, name: string): Promise<Replayed> {
  let now = 0;
  let before: number | null = null;
  const timings = createTimings(() => now);
  let number = 0;
  let events = 0;
  let broken: ScribeError | null = null;
  for await (const line of lines) {
    if (broken) throw broken;
    number++;
    if (line.trim() === '') continue;
    try {
      const event = readEvent(line);
      events++;
      if (!event || event.kind === 'error') continue;
      const at = Date.parse(event.time);
      now += Math.max(0, at - (before ?? at));
      before = at;
      timings.note(event);
    } catch (cause) {
      broken = notAnEvent(name, number, cause);
      if (!(cause instanceof SyntaxError) || events === 0) throw broken;
    }
  }
  return { timings, brokenOff: broken !== null };
}

function notAnEvent(name: string, number: number, cause: unknown): ScribeError {
  const read = (problem: string, hint: string) =>
    new ScribeError('USAGE', `Reading ${name} failed: line ${number} ${problem}.`, { hint, cause });
  const keep = 'Keep what a command prints: `scribe ingest DIR --json > events.ndjson`.';
  if (!(cause instanceof z.ZodError)) return read('is not JSON', keep);
  const { path, message } = cause.issues[0];
  if (path[0] === 'time') return read('has no time', 'An older scribe printed it. Run the command again.');
  const where = path.length === 0 ? '' : `${path.join('.')}: `;
  return read(`is no event of scribe (${where}${message})`, keep);
}
