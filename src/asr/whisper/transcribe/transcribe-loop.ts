import type { Seconds } from '../../../domain/time.js';
import { framesPerPosition, framesPerSecond, framesPerWindow } from '../networks/mel-windows.js';
import type { TokenTimes } from '../timing/align-text.js';
import { findWords, lastWordEnd, settleBounds, type TimedSegment } from '../timing/word-timing.js';
import type { SpecialTokens } from '../tokens/model-files.js';
import type { Tokenizer } from '../tokens/tokenizer.js';
import { findSilentHallucination } from './silent-hallucinations.js';

export interface TranscribeLoopOptions {
  /** Frames of audio, without padding. */
  readonly frames: number;
  /** What to transcribe, in frames; all of it when empty. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  readonly language: string;
  /** Goes on with the text of the windows before as a prompt. */
  readonly conditionOnPrevious: boolean;
  /** Text before the first window. */
  readonly initialPrompt: readonly number[];
  /** A window is silent when the probability of no speech is above this ... */
  readonly noSpeechThreshold: number | null;
  /** ... unless its mean log probability is above this. */
  readonly logProbThreshold: number | null;
  /** Skips silences that are longer than this when the words beside them are implausible. */
  readonly hallucinationSilence: Seconds | null;
}

/** What the decoder is to do next. */
export interface LoopWindow {
  /** First frame and number of frames, at most `framesPerWindow`. */
  readonly seek: number;
  readonly size: number;
  /** Tokens of what came before. */
  readonly prompt: readonly number[];
}

/** What the decoder wrote in a window. */
export interface WindowText {
  /** Text and timestamps. */
  readonly tokens: readonly number[];
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
  readonly temperature: number;
  /** Of the tokens that `timedTokens` names, when words are wanted. */
  readonly times?: TokenTimes;
}

export interface LoopSegment extends TimedSegment {
  /** First frame of the window it was heard in. */
  readonly seek: number;
  text: string;
  tokens: readonly number[];
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
}

/** Text written at a higher temperature than this is no prompt for the next window. */
const promptReset = 0.5;
const secondsPerTimestamp = 0.02;

type Marks = Pick<SpecialTokens, 'end' | 'firstTimestamp'>;

/**
 * The sequential algorithm of openai/whisper (`transcribe.py`, `transcribe`): windows of 30 s, each of which begins where
 * the last complete segment of the one before ended. Pure: it yields the window to decode next, and is given what the
 * decoder wrote in it.
 *
 * @param onSegments takes the segments of each window that is not silent; those without text stay, empty.
 */
export function* transcribeLoop(
  tokenizer: Pick<Tokenizer, 'decode'>,
  marks: Marks,
  options: TranscribeLoopOptions,
  onSegments: (segments: readonly LoopSegment[]) => void,
): Generator<LoopWindow, void, WindowText> {
  const { frames, hallucinationSilence } = options;
  const written = [...options.initialPrompt];
  let promptFrom = 0;
  let lastSpeech = 0;
  for (const [from, to] of options.spans.length > 0 ? options.spans : [[0, frames] as const]) {
    let seek = from;
    for (;;) {
      const size = Math.min(framesPerWindow, frames - seek, to - seek);
      if (size <= 0) break;
      const text = yield { seek, size, prompt: written.slice(promptFrom) };
      if (isSilent(text, options)) {
        seek += size;
        continue;
      }
      const offset = seek / framesPerSecond;
      const cut = cutTokens(text.tokens, marks);
      let segments = segmentsOf(cut, text, { seek, size }, tokenizer, marks);
      const lastTime = cut.pieces.at(-1)?.at(-1) ?? marks.firstTimestamp;
      let next =
        seek + (cut.paired && !cut.closed ? (lastTime - marks.firstTimestamp) * framesPerPosition : size);
      if (text.times) {
        addWords(segments, text.times, { offset, lastSpeech, language: options.language }, tokenizer, marks);
        const end = lastWordEnd(segments);
        if (!cut.closed && end !== undefined && end > offset) next = Math.round(end * framesPerSecond);
        if (hallucinationSilence !== null) {
          const found = findSilentHallucination(segments, {
            threshold: hallucinationSilence,
            window: { start: offset, end: (seek + framesPerWindow) / framesPerSecond },
            audioEnd: (seek + size) / framesPerSecond,
            total: frames / framesPerSecond,
            lastSpeech,
            closed: cut.closed,
          });
          if (found.next !== undefined) next = Math.round(found.next * framesPerSecond);
          if (found.keep === 'nothing') {
            seek = next;
            continue;
          }
          segments = segments.slice(0, found.keep);
        }
        lastSpeech = lastWordEnd(segments) ?? lastSpeech;
      }
      for (const segment of segments)
        if (segment.start === segment.end || segment.text.trim() === '')
          Object.assign(segment, { text: '', tokens: [], words: [] });
      for (const segment of segments) written.push(...segment.tokens);
      if (!options.conditionOnPrevious || text.temperature > promptReset) promptFrom = written.length;
      onSegments(segments);
      seek = next;
    }
  }
}

function isSilent(text: WindowText, { noSpeechThreshold, logProbThreshold }: TranscribeLoopOptions): boolean {
  if (noSpeechThreshold === null || !(text.noSpeechProb > noSpeechThreshold)) return false;
  return logProbThreshold === null || text.meanLogProb <= logProbThreshold;
}

interface TokenCut {
  /** The tokens of each complete segment, with its times. */
  readonly pieces: readonly (readonly number[])[];
  /** Each piece begins and ends with a time; otherwise there is one piece, which is all that was written. */
  readonly paired: boolean;
  /** One time at the end and not two: nobody speaks after it. */
  readonly closed: boolean;
}

/** Cuts the tokens of a window between the two times of each pair; without a pair all of them are one segment. */
function cutTokens(tokens: readonly number[], { firstTimestamp }: Marks): TokenCut {
  const n = tokens.length;
  const isTime = (token: number) => token >= firstTimestamp;
  const closed = n >= 2 && isTime(tokens[n - 1]) && !isTime(tokens[n - 2]);
  const ends: number[] = [];
  for (let i = 1; i < n; i++) if (isTime(tokens[i]) && isTime(tokens[i - 1])) ends.push(i);
  if (ends.length === 0) return { pieces: [tokens], paired: false, closed };
  if (closed) ends.push(n);
  const pieces = ends.map((end, i) => tokens.slice(i === 0 ? 0 : ends[i - 1], end));
  return { pieces, paired: true, closed };
}

/** The text tokens of a window's segments: what needs times. The unfinished segment at the end is not among them. */
export function timedTokens(tokens: readonly number[], marks: Marks): number[] {
  return cutTokens(tokens, marks)
    .pieces.flat()
    .filter((token) => token < marks.end);
}

function segmentsOf(
  { pieces, paired }: TokenCut,
  { meanLogProb, noSpeechProb }: WindowText,
  { seek, size }: Pick<LoopWindow, 'seek' | 'size'>,
  tokenizer: Pick<Tokenizer, 'decode'>,
  { end, firstTimestamp }: Marks,
): LoopSegment[] {
  const offset = seek / framesPerSecond;
  const timeOf = (token: number) => (token - firstTimestamp) * secondsPerTimestamp;
  return pieces.map((tokens) => {
    const last = tokens.findLast((token) => token >= firstTimestamp);
    const whole = last === undefined || last === firstTimestamp ? size / framesPerSecond : timeOf(last);
    return {
      seek,
      start: paired ? offset + timeOf(tokens[0]) : offset,
      end: paired ? offset + timeOf(tokens[tokens.length - 1]) : offset + whole,
      text: tokenizer.decode(tokens.filter((token) => token < end)),
      tokens,
      words: [],
      meanLogProb,
      noSpeechProb,
    };
  });
}

/** Gives the segments their words and the bounds that follow from them (openai/whisper `timing.py`, `add_word_timestamps`). */
function addWords(
  segments: readonly LoopSegment[],
  times: TokenTimes,
  at: { readonly offset: Seconds; readonly lastSpeech: Seconds; readonly language: string },
  tokenizer: Pick<Tokenizer, 'decode'>,
  { end }: Marks,
): void {
  const texts = segments.map((segment) => segment.tokens.filter((token) => token < end));
  const { words, pace } = findWords(tokenizer, texts.flat(), times, { language: at.language, end });
  const centiseconds = (time: Seconds) => Math.round((at.offset + time) * 100) / 100;
  let speechEnd = at.lastSpeech;
  let next = 0;
  segments.forEach((segment, i) => {
    for (let tokens = 0; next < words.length && tokens < texts[i].length; next++) {
      const word = words[next];
      tokens += word.tokens;
      if (word.text === '') continue;
      segment.words.push({ ...word, start: centiseconds(word.start), end: centiseconds(word.end) });
    }
    settleBounds(segment, pace, speechEnd);
    if (segment.words.length > 0) speechEnd = segment.end;
  });
}
