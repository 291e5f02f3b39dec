import { overlap, type Seconds, type Span } from '../../domain/time.js';
import { joinWords, type Segment } from '../../domain/transcript.js';
import { letterRatio } from '../compression-ratio.js';

/** Where the detector heard somebody. */
export interface SpeechWitness {
  /** Seconds between a span and the nearest speech; 0 when they touch, infinite when nobody ever speaks. */
  distance(span: Span): Seconds;
  /** Share of a span that is speech, 0 to 1; of a span without length, 0 or 1. */
  share(span: Span): number;
}

/** @param speech sorted and disjoint. */
export function createSpeechWitness(speech: readonly Span[]): SpeechWitness {
  /** The first span that ends after this moment. */
  const firstAfter = (moment: Seconds): number => {
    let low = 0;
    let high = speech.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (speech[middle].end > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const distance = (span: Span): Seconds => {
    const i = firstAfter(span.start);
    const before = i > 0 ? span.start - speech[i - 1].end : Number.POSITIVE_INFINITY;
    const after = i < speech.length ? Math.max(0, speech[i].start - span.end) : Number.POSITIVE_INFINITY;
    return Math.min(before, after);
  };
  return {
    distance,
    share(span) {
      const length = span.end - span.start;
      if (length <= 0) return distance(span) === 0 ? 1 : 0;
      let covered = 0;
      for (let i = firstAfter(span.start); i < speech.length && speech[i].start < span.end; i++)
        covered += overlap(span, speech[i]);
      return covered / length;
    },
  };
}

const speakingRateDefaults = {
  /** Nobody speaks faster: languages have 5 to 8 syllables a second (Pellegrino et al. 2011), and bursts reach 10. */
  syllablesPerSecond: 13,
  /** Letters of a syllable in an alphabet, a cautious average; ... */
  lettersPerSyllable: 3,
  /** ... fewer in scripts that omit most vowels, or write them as marks on the letter before. */
  consonantsPerSyllable: 2,
  /** Shorter texts are not judged: an error of a tenth of a second would decide. */
  syllablesAtLeast: 7,
} as const;

const syllabic =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Ethiopic}]/gu;
const vowelless =
  /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}]/gu;
const alphabetic = /[\p{L}\p{N}]/gu;

/** Estimates the syllables of a text: one for each syllabic character, for three letters, or for two consonants. */
export function countSyllables(text: string): number {
  const whole = text.match(syllabic)?.length ?? 0;
  const consonants = text.match(vowelless)?.length ?? 0;
  const letters = (text.match(alphabetic)?.length ?? 0) - whole - consonants;
  const { lettersPerSyllable, consonantsPerSyllable } = speakingRateDefaults;
  return whole + consonants / consonantsPerSyllable + letters / lettersPerSyllable;
}

/** Whether a text cannot be said in the time available. */
export function isTooFast(text: string, room: Seconds): boolean {
  const { syllablesPerSecond, syllablesAtLeast } = speakingRateDefaults;
  const syllables = countSyllables(text);
  return syllables >= syllablesAtLeast && syllables > syllablesPerSecond * room;
}

export const compressionDefaults = {
  /** Text of a window that compresses better looks like a loop (openai/whisper `transcribe.py`); measured by letters. */
  compressionRatio: 2.4,
  /** Characters; a shorter text compresses well as soon as a word occurs three times. */
  shortest: 100,
} as const;

/**
 * Compression ratio of the window that each segment belongs to; 0 when its text is too short to tell. Neighbours with the
 * same evidence come from one window; a segment without evidence is measured alone.
 */
export function windowCompression(segments: readonly Segment[]): number[] {
  const ratios: number[] = [];
  for (let from = 0; from < segments.length; ) {
    const window = JSON.stringify(segments[from].evidence);
    let to = from + 1;
    while (window && to < segments.length && JSON.stringify(segments[to].evidence) === window) to++;
    const together = segments.slice(from, to);
    const text = joinWords(together.flatMap((segment) => segment.words));
    const ratio = text.length < compressionDefaults.shortest ? 0 : letterRatio(text);
    ratios.push(...together.map(() => ratio));
    from = to;
  }
  return ratios;
}
