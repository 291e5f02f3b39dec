import type { Segment, SegmentEvidence, Word } from '../domain/transcript.js';

/** The end of a sentence, as it is written at the end of a word; closing quotes and brackets may follow. */
const sentenceEnd = /[.!?。！？…]["'”’)\]]*$/u;
/** Written with a full stop inside of a sentence. */
const abbreviation = /^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|[a-z])\.$/iu;

/**
 * Cuts the words of a window into segments after each sentence. Pure.
 *
 * @param spaced whether words are separated by spaces in this language.
 */
export function splitSentences(
  words: readonly Word[],
  language: string,
  spaced: boolean,
  evidence?: SegmentEvidence,
): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  words.forEach((word, i) => {
    const ends = sentenceEnd.test(word.text) && !abbreviation.test(word.text);
    if (!ends && i + 1 < words.length) return;
    segments.push({
      ...toSegment(words.slice(from, i + 1), language, spaced),
      ...(evidence && { evidence }),
    });
    from = i + 1;
  });
  return segments;
}

/** Words that belong together as a segment. */
export function toSegment(words: readonly Word[], language: string, spaced: boolean): Segment {
  return {
    start: words[0].start,
    end: words[words.length - 1].end,
    text: words.map((word) => word.text).join(spaced ? ' ' : ''),
    confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
    language,
    words,
  };
}
