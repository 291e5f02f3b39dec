import type { Meeting } from '../domain/meeting.js';
import { milliseconds } from '../domain/time.js';
import { type Interval, tiersOf } from './tiers.js';

/**
 * Praat's TextGrid, in the long text format: for each voice a tier of its turns and one of its words. A tier covers the
 * whole recording, so silence is an interval without text. A quote is doubled; nothing else has a meaning in a text.
 */
export function renderTextGrid(meeting: Meeting): string {
  const voices = tiersOf(meeting);
  const tiers = voices.flatMap(({ name, wordsName, turns }) => [
    { name, intervals: turns as readonly Interval[] },
    { name: wordsName, intervals: turns.flatMap(({ words }) => words) },
  ]);
  // Praat opens no TextGrid without tiers.
  if (tiers.length === 0) tiers.push({ name: 'speech', intervals: [] });
  const end = Math.max(
    1,
    milliseconds(meeting.recording.duration),
    ...voices.map(({ turns }) => turns.at(-1)?.end ?? 0),
  );
  const lines = [
    'File type = "ooTextFile"',
    'Object class = "TextGrid"',
    '',
    'xmin = 0',
    `xmax = ${end / 1000}`,
    'tiers? <exists>',
    `size = ${tiers.length}`,
    'item []:',
  ];
  for (const [i, { name, intervals }] of tiers.entries()) {
    const filled = fill(intervals, end);
    lines.push(
      `    item [${i + 1}]:`,
      '        class = "IntervalTier"',
      `        name = ${quoted(name)}`,
      '        xmin = 0',
      `        xmax = ${end / 1000}`,
      `        intervals: size = ${filled.length}`,
    );
    for (const [j, interval] of filled.entries())
      lines.push(
        `        intervals [${j + 1}]:`,
        `            xmin = ${interval.start / 1000}`,
        `            xmax = ${interval.end / 1000}`,
        `            text = ${quoted(interval.text)}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The intervals with what lies before, between and after them. */
function fill(intervals: readonly Interval[], end: number): Interval[] {
  const filled: Interval[] = [];
  let at = 0;
  for (const interval of intervals) {
    if (interval.start > at) filled.push({ start: at, end: interval.start, text: '' });
    filled.push(interval);
    at = interval.end;
  }
  if (at < end) filled.push({ start: at, end, text: '' });
  return filled;
}
