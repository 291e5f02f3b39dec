import { endsSentence } from '../domain/sentences.js';
import { joinWords, type Segment, type SegmentEvidence, type Word } from '../domain/transcript.js';

/** Divides the words of a window into segments, one for each sentence. Pure. */
export function splitSentences(
  words: readonly Word[],
  language: string,
  evidence?: SegmentEvidence,
): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  words.forEach((word, i) => {
    if (!endsSentence(word.text, 'segment') && i + 1 < words.length) return;
    segments.push({
      ...toSegment(words.slice(from, i + 1), language),
      ...(evidence && { evidence }),
    });
    from = i + 1;
  });
  return segments;
}

/** One segment of these words. */
export function toSegment(words: readonly Word[], language: string): Segment {
  return {
    start: words[0].start,
    end: words[words.length - 1].end,
    text: joinWords(words),
    confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
    language,
    words,
  };
}
