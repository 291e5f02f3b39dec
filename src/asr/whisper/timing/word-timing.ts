import { whisperSentenceEnds } from '../../../domain/sentences.js';
import type { Seconds } from '../../../domain/time.js';
import { splitIntoWords, type Tokenizer, type WordPiece } from '../tokens/tokenizer.js';
import type { TokenTimes } from './align-text.js';

/** A word whose times are being settled; one that was merged into a neighbour stays, with an empty text. */
export interface TimedWord {
  text: string;
  start: Seconds;
  end: Seconds;
  /** Mean probability of its tokens. */
  readonly probability: number;
  /** Number of its tokens. */
  tokens: number;
}

/** Numbers of openai/whisper `timing.py`, `add_word_timestamps`. */
const wordTimingDefaults = {
  /** A longer median says more about pauses than about words. */
  longestMedian: 0.7,
  /** In medians: a longer word contains a pause. */
  longWord: 2,
  /** In medians: a word that ends later than this after the last speech is the first after a pause. */
  pause: 4,
  /** The segment's time counts when it differs from that of the word by more than this. */
  segmentSlack: 0.5,
} as const;

const opening = '"\'“¿([{-';
const closing = '"\'.。,，!！?？:：”)]}、';

/** Encoder positions per second. */
const positionsPerSecond = 50;

/**
 * Words with times, from the beginning of each token.
 *
 * @param pieces the words of the text; their tokens together are those that were aligned.
 * @param begins position of each text token and of the end token: one more than there are tokens.
 * @param probabilities of the text tokens.
 */
export function timeWords(
  pieces: readonly WordPiece[],
  begins: Int32Array,
  probabilities: ArrayLike<number>,
): TimedWord[] {
  let at = 0;
  return pieces.map((piece) => {
    const from = at;
    at += piece.tokens.length;
    let sum = 0;
    for (let i = from; i < at; i++) sum += probabilities[i];
    return {
      text: piece.text,
      start: begins[from] / positionsPerSecond,
      end: begins[at] / positionsPerSecond,
      probability: sum / piece.tokens.length,
      tokens: piece.tokens.length,
    };
  });
}

/**
 * The words of a text with times, punctuation joined to them, as openai/whisper finds them before it looks at segments
 * (`timing.py`, `add_word_timestamps`).
 *
 * @param text tokens, without the end token.
 * @param end the id of `<|endoftext|>`.
 */
export function findWords(
  tokenizer: Pick<Tokenizer, 'decode'>,
  text: readonly number[],
  { begins, probabilities }: TokenTimes,
  { language, end }: { readonly language: string; readonly end: number },
): { words: TimedWord[]; pace: WordPace } {
  const pieces = splitIntoWords(tokenizer, [...text, end], language, end).slice(0, -1);
  const words = timeWords(pieces, begins, probabilities);
  const pace = wordPace(words);
  truncateAtSentences(words, pace);
  mergePunctuation(words);
  return { words, pace };
}

/** Median and longest plausible duration of words. */
export interface WordPace {
  readonly median: Seconds;
  readonly longest: Seconds;
}

export function wordPace(words: readonly TimedWord[]): WordPace {
  const lengths = words
    .map((word) => word.end - word.start)
    .filter((length) => length !== 0)
    .sort((a, b) => a - b);
  const middle = lengths.length >> 1;
  const exact =
    lengths.length === 0
      ? 0
      : lengths.length % 2 === 1
        ? lengths[middle]
        : (lengths[middle - 1] + lengths[middle]) / 2;
  const median = Math.min(wordTimingDefaults.longestMedian, exact);
  return { median, longest: median * wordTimingDefaults.longWord };
}

/** Shortens words and full stops at the end of a sentence that are too long: they contain a pause. */
export function truncateAtSentences(words: readonly TimedWord[], pace: WordPace): void {
  if (!words.some((word) => word.end !== word.start)) return;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (word.end - word.start <= pace.longest) continue;
    if (whisperSentenceEnds.includes(word.text)) word.end = word.start + pace.longest;
    else if (whisperSentenceEnds.includes(words[i - 1].text)) word.start = word.end - pace.longest;
  }
}

/** Joins opening punctuation to the following word, closing punctuation to the one before. */
export function mergePunctuation(words: readonly TimedWord[]): void {
  for (let i = words.length - 2, j = words.length - 1; i >= 0; i--) {
    const previous = words[i];
    const following = words[j];
    if (previous.text.startsWith(' ') && opening.includes(previous.text.trim())) {
      following.text = previous.text + following.text;
      following.tokens += previous.tokens;
      previous.text = '';
      previous.tokens = 0;
    } else j = i;
  }
  for (let i = 0, j = 1; j < words.length; j++) {
    const previous = words[i];
    const following = words[j];
    if (!previous.text.endsWith(' ') && closing.includes(following.text)) {
      previous.text += following.text;
      previous.tokens += following.tokens;
      following.text = '';
      following.tokens = 0;
    } else i = j;
  }
}

/** Words that belong together; its bounds are corrected by theirs, and theirs by its. */
export interface TimedSegment {
  start: Seconds;
  end: Seconds;
  words: TimedWord[];
}

/** End of the last word, or of the last segment when there are no words. */
export function lastWordEnd(segments: readonly TimedSegment[]): Seconds | undefined {
  return segments.findLast((segment) => segment.words.length > 0)?.words.at(-1)?.end ?? segments.at(-1)?.end;
}

/**
 * Makes the bounds of a segment and of its first and last words agree: the first word after a pause is no longer than two
 * medians, and if word and segment differ much, the segment is right.
 *
 * @param lastSpeech end of the words before this segment.
 */
export function settleBounds(segment: TimedSegment, pace: WordPace, lastSpeech: Seconds): void {
  const { words } = segment;
  if (words.length === 0) return;
  const { pause, longWord, segmentSlack } = wordTimingDefaults;
  const first = words[0];
  const second = words.at(1);
  const last = words[words.length - 1];
  const longest = pace.longest;
  const slow =
    first.end - first.start > longest ||
    (second !== undefined && second.end - first.start > longest * longWord);
  if (first.end - lastSpeech > pace.median * pause && slow) {
    if (second && second.end - second.start > longest) {
      const boundary = Math.max(second.end / 2, second.end - longest);
      first.end = boundary;
      second.start = boundary;
    }
    first.start = Math.max(0, first.end - longest);
  }
  if (segment.start < first.end && segment.start - segmentSlack > first.start)
    first.start = Math.max(0, Math.min(first.end - pace.median, segment.start));
  else segment.start = first.start;
  if (segment.end > last.start && segment.end + segmentSlack < last.end)
    last.end = Math.max(last.start + pace.median, segment.end);
  else segment.end = last.end;
}
