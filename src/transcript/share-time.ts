import type { Span } from '../domain/time.js';
import type { Word } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';

/**
 * The words of a text of which only the whole has times: each takes a share of the span by its letters, and one for the
 * space after it. They follow each other without gaps; a span without length gives words without length. Pure.
 *
 * @param confidence that all of them get, 0 to 1.
 */
export function shareTime(text: string, { start, end }: Span, confidence: number): Word[] {
  const words = oneLine(text).split(' ').filter(Boolean);
  const lengths = words.map((word) => [...word].length + 1);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  return words.map((word, i) => {
    const from = start + ((end - start) * before) / total;
    before += lengths[i];
    return { text: word, start: from, end: start + ((end - start) * before) / total, confidence };
  });
}
