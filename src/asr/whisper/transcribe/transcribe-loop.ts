import type { Seconds } from '../../../domain/time.js';
import { framesPerSecond, framesPerWindow } from '../networks/mel-windows.js';
import { fallbackDefaults } from '../search/fallback.js';
import type { TokenTimes } from '../timing/align-text.js';
import {
  mergePunctuation,
  settleBounds,
  type TimedSegment,
  type TimedWord,
  timeWords,
  truncateAtSentences,
  wordPace,
} from '../timing/word-timing.js';
import type { SpecialTokens } from '../tokens/model-files.js';
import { splitIntoWords, type Tokenizer } from '../tokens/tokenizer.js';
import { findHallucination } from './silent-hallucinations.js';

export interface TranscribeLoopOptions {
  /** Frames of audio, without padding. */
  readonly frames: number;
  /** Stretches to transcribe, in frames; all of it when empty. */
  readonly clips: readonly (readonly [from: number, to: number])[];
  readonly language: string;
  readonly wordTimes: boolean;
  /** Goes on with the text of the windows before as a prompt. */
  readonly conditionOnPrevious: boolean;
  /** Text before the first window. */
  readonly initialPrompt: readonly number[];
  /** A window is silent when the probability of no speech is above this ... */
  readonly noSpeechThreshold: number | null;
  /** ... unless its mean log probability is above this. */
  readonly logProbThreshold: number | null;
  /** Skips silences that are longer than this many seconds when what was heard beside them is implausible. */
  readonly hallucinationSilence: Seconds | null;
}

/** What the decoder is to do next. */
export interface LoopWindow {
  /** First frame and number of frames, at most `framesPerWindow`. */
  readonly seek: number;
  readonly size: number;
  /** Text tokens of what came before. */
  readonly prompt: readonly number[];
}

/** What the decoder wrote in a window. */
export interface WindowText {
  /** Text and timestamps. */
  readonly tokens: readonly number[];
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
  readonly temperature: number;
}

export interface LoopSegment extends TimedSegment {
  /** First frame of the window it was heard in. */
  readonly seek: number;
  text: string;
  tokens: readonly number[];
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
}

export interface TranscribeLoop {
  /** The window to decode; undefined when the walk is over. */
  window(): LoopWindow | undefined;
  /** The text tokens of the segments in a window: what needs times. The unfinished segment at the end is not among them. */
  heard(text: WindowText): number[];
  /**
   * Takes what was heard in the window and moves on.
   * @param times of the tokens that `heard` names, when words are wanted.
   * @returns the segments of the window; those without text stay, empty.
   */
  accept(text: WindowText, times?: TokenTimes): LoopSegment[];
}

const framesPerPosition = 2;
const secondsPerTimestamp = 0.02;

/**
 * The walk of openai/whisper through a recording (`transcribe.py`): windows of 30 s, each of which begins where the last
 * complete segment of the one before ended. Pure: it decides where to look next and what the tokens mean, and leaves
 * the networks to the caller.
 */
export function createTranscribeLoop(
  tokenizer: Pick<Tokenizer, 'decode'>,
  special: Pick<SpecialTokens, 'end' | 'firstTimestamp'>,
  options: TranscribeLoopOptions,
): TranscribeLoop {
  const clips = options.clips.length > 0 ? options.clips : ([[0, options.frames]] as const);
  const isTime = (token: number) => token >= special.firstTimestamp;
  const timeOf = (token: number) => (token - special.firstTimestamp) * secondsPerTimestamp;
  let clip = 0;
  let seek = clips[0][0];
  let lastSpeech = 0;
  const written = [...options.initialPrompt];
  let promptFrom = 0;

  function window(): LoopWindow | undefined {
    for (; clip < clips.length; clip++) {
      const [from, to] = clips[clip];
      seek = Math.max(seek, from);
      const size = Math.min(framesPerWindow, options.frames - seek, to - seek);
      if (size > 0) return { seek, size, prompt: written.slice(promptFrom) };
      if (clip + 1 < clips.length) seek = clips[clip + 1][0];
    }
    return undefined;
  }

  function isSilent({ noSpeechProb, meanLogProb }: WindowText): boolean {
    const { noSpeechThreshold, logProbThreshold } = options;
    if (noSpeechThreshold === null || !(noSpeechProb > noSpeechThreshold)) return false;
    return logProbThreshold === null || meanLogProb <= logProbThreshold;
  }

  /** Cuts the tokens of a window into segments, and says by how many frames to move on. */
  function cut(text: WindowText, size: number): { segments: LoopSegment[]; step: number; closed: boolean } {
    const { tokens } = text;
    const offset = seek / framesPerSecond;
    const n = tokens.length;
    // One time at the end and not two: nobody speaks after it.
    const closed = n >= 2 && isTime(tokens[n - 1]) && !isTime(tokens[n - 2]);
    const cuts: number[] = [];
    for (let i = 1; i < n; i++) if (isTime(tokens[i]) && isTime(tokens[i - 1])) cuts.push(i);
    const segment = (part: readonly number[], start: number, end: number): LoopSegment => ({
      seek,
      start,
      end,
      text: tokenizer.decode(part.filter((token) => token < special.end)),
      tokens: part,
      words: [],
      meanLogProb: text.meanLogProb,
      noSpeechProb: text.noSpeechProb,
    });
    if (cuts.length === 0) {
      const last = tokens.findLast(isTime);
      const length =
        last !== undefined && last !== special.firstTimestamp ? timeOf(last) : size / framesPerSecond;
      return { segments: [segment(tokens, offset, offset + length)], step: size, closed };
    }
    if (closed) cuts.push(n);
    const segments = cuts.map((to, i) => {
      const part = tokens.slice(i === 0 ? 0 : cuts[i - 1], to);
      return segment(part, offset + timeOf(part[0]), offset + timeOf(part[part.length - 1]));
    });
    const lastTime = tokens[cuts[cuts.length - 1] - 1] - special.firstTimestamp;
    return { segments, step: closed ? size : lastTime * framesPerPosition, closed };
  }

  /** Gives the segments their words and the bounds that follow from them. */
  function addWords(segments: readonly LoopSegment[], times: TokenTimes): void {
    let speechEnd = lastSpeech;
    const offset = seek / framesPerSecond;
    const texts = segments.map((segment) => segment.tokens.filter((token) => token < special.end));
    const pieces = splitIntoWords(tokenizer, [...texts.flat(), special.end], options.language, special.end);
    const words = timeWords(pieces.slice(0, -1), times.begins, times.probabilities);
    const pace = wordPace(words);
    truncateAtSentences(words, pace);
    mergePunctuation(words);
    const centiseconds = (time: number) => Math.round((offset + time) * 100) / 100;
    let next = 0;
    segments.forEach((segment, i) => {
      for (let tokens = 0; next < words.length && tokens < texts[i].length; next++) {
        const word: TimedWord = words[next];
        tokens += word.tokens;
        if (word.text === '') continue;
        segment.words.push({ ...word, start: centiseconds(word.start), end: centiseconds(word.end) });
      }
      settleBounds(segment, pace, speechEnd);
      if (segment.words.length > 0) speechEnd = segment.end;
    });
  }

  function heard(text: WindowText): number[] {
    const now = window();
    if (!now || isSilent(text)) return [];
    const { segments } = cut(text, now.size);
    return segments.flatMap((segment) => segment.tokens.filter((token) => token < special.end));
  }

  function accept(text: WindowText, times?: TokenTimes): LoopSegment[] {
    const now = window();
    if (!now) throw new Error('the walk is over');
    if (isSilent(text)) {
      seek += now.size;
      return [];
    }
    const cutUp = cut(text, now.size);
    let { segments } = cutUp;
    let next = seek + cutUp.step;
    if (options.wordTimes && times) {
      addWords(segments, times);
      const end = lastWordEnd(segments);
      if (!cutUp.closed && end !== undefined && end > seek / framesPerSecond)
        next = Math.round(end * framesPerSecond);
      if (options.hallucinationSilence !== null) {
        const found = findHallucination(segments, {
          threshold: options.hallucinationSilence,
          window: { start: seek / framesPerSecond, end: (seek + framesPerWindow) / framesPerSecond },
          audioEnd: (seek + now.size) / framesPerSecond,
          total: options.frames / framesPerSecond,
          lastSpeech,
          closed: cutUp.closed,
        });
        if (found.next !== undefined) next = Math.round(found.next * framesPerSecond);
        if (found.keep === 'nothing') {
          seek = next;
          return [];
        }
        segments = segments.slice(0, found.keep);
      }
      lastSpeech = lastWordEnd(segments) ?? lastSpeech;
    }
    for (const segment of segments)
      if (segment.start === segment.end || segment.text.trim() === '') {
        segment.text = '';
        segment.tokens = [];
        segment.words = [];
      }
    for (const segment of segments) written.push(...segment.tokens);
    if (!options.conditionOnPrevious || text.temperature > fallbackDefaults.promptReset)
      promptFrom = written.length;
    seek = next;
    return segments;
  }

  return { window, heard, accept };
}

/** End of the last word, or of the last segment when there are no words. */
function lastWordEnd(segments: readonly LoopSegment[]): Seconds | undefined {
  return segments.findLast((segment) => segment.words.length > 0)?.words.at(-1)?.end ?? segments.at(-1)?.end;
}
