import { sampleRate } from '../../domain/recording.js';
import type { Seconds, Span } from '../../domain/time.js';
import type { Word } from '../../domain/transcript.js';
import type { PcmReader } from '../../signal/pcm.js';
import type { RecognitionWindow } from '../recognizer.js';
import { alignTokens } from './alignment.js';
import { decodeGreedy, type GreedyRow } from './greedy.js';
import type { WhisperModel } from './model.js';
import { buildPrompt } from './prompt.js';
import { compressionRatio, repeatedRun } from './repetition.js';
import { splitIntoWords } from './word-pieces.js';
import { mergePunctuation, settleBounds, timeWords, truncateAtSentences, wordPace } from './word-timing.js';

export const shortDecodingDefaults = {
  /** Faster speech than this does not exist: English needs 4 to 6 tokens a second. */
  tokensPerSecond: 14,
  /** A short "yes, I know." needs these, however fast it is said. */
  tokensAtLeast: 12,
  /** Text that packs better than this is a loop (openai/whisper `transcribe.py`). */
  compressionRatio: 2.4,
  /** A window that looped is not cut into pieces shorter than this. */
  shortestPiece: 2,
} as const;

/** 20 ms: two frames, one encoder position. */
const samplesPerPosition = 320;
/** The encoder's convolutions want some context. */
const fewestPositions = 50;

export interface ShortWindowOptions {
  readonly language: string;
  /** Zeros behind the audio of every window: without them a network that was cut off in the middle of a word loops. */
  readonly trailingSilence: Seconds;
  readonly signal?: AbortSignal;
}

/** Encoder positions that a window takes. */
export function positionsOf(window: Span, trailingSilence: Seconds): number {
  const samples = Math.round((window.end - window.start + trailingSilence) * sampleRate);
  return Math.max(fewestPositions, Math.ceil(samples / samplesPerPosition));
}

/**
 * Recognizes windows as one batch, each as long as the longest of them. The features of a row are clamped relative to
 * that row alone; rows go through the encoder one by one, where together they would no longer fit the cache, and
 * through the decoder together.
 *
 * @returns the words of each window, on the recording's clock.
 */
export async function recognizeShort(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: ShortWindowOptions,
): Promise<Word[][]> {
  const { network, tokens, context, logMel } = model;
  const positions = Math.min(
    model.maxPositions,
    Math.max(...windows.map((window) => positionsOf(window, options.trailingSilence))),
  );
  const hidden = new Float32Array(windows.length * positions * network.width);
  const audio = new Float32Array(positions * samplesPerPosition);
  const mel = new Float32Array(logMel.bins * positions * 2);
  const lengths: number[] = [];
  for (const [i, window] of windows.entries()) {
    options.signal?.throwIfAborted();
    const first = Math.round(window.start * sampleRate);
    const samples = Math.min(audio.length, Math.round(window.end * sampleRate) - first);
    lengths.push(samples);
    pcm.read(first, audio.subarray(0, samples));
    audio.fill(0, samples);
    logMel.compute(audio, mel);
    hidden.set(await network.encode(mel, positions * 2), i * positions * network.width);
  }
  const prompt = buildPrompt(tokens, context, {
    language: options.language,
    task: 'transcribe',
    timestamps: false,
    previous: [],
    prefix: [],
  });
  const rows = await decodeGreedy(network, tokens, hidden, positions, {
    prompts: windows.map(() => prompt.ids),
    timestamps: false,
    startIndex: prompt.startIndex,
    maxTokens: lengths.map((samples) => mostTokens(samples / sampleRate, context)),
    context,
    stopLoops: true,
    alignmentHeads: model.alignmentHeads,
    signal: options.signal,
  });
  const words: Word[][] = [];
  for (const [i, row] of rows.entries()) {
    const window = windows[i];
    const pieces = isSound(row, model) ? [] : halves(window);
    if (pieces.length > 0) {
      const parts: Word[][] = [];
      for (const piece of pieces) parts.push(...(await recognizeShort(model, pcm, [piece], options)));
      words.push(parts.flat());
    } else words.push(timedWords(model, row, window, lengths[i], positions, options.language));
  }
  return words;
}

function mostTokens(seconds: Seconds, context: number): number {
  const { tokensPerSecond, tokensAtLeast } = shortDecodingDefaults;
  return Math.min(context >> 1, Math.ceil(Math.max(tokensAtLeast, seconds * tokensPerSecond)));
}

/** Whether the row looks like speech and not like a network that repeats itself. */
function isSound(row: GreedyRow, model: WhisperModel): boolean {
  if (row.stopped !== 'end') return false;
  if (row.tokens.length < shortDecodingDefaults.tokensAtLeast) return true;
  return compressionRatio(model.tokenizer.decode(row.tokens)) <= shortDecodingDefaults.compressionRatio;
}

/** Two shorter windows in place of one, cut in its longest pause or else in the middle; none when it is short already. */
export function halves(window: RecognitionWindow): RecognitionWindow[] {
  const { shortestPiece } = shortDecodingDefaults;
  if (window.end - window.start < 2 * shortestPiece) return [];
  let at = (window.start + window.end) / 2;
  let longest = 0;
  for (let i = 1; i < window.speech.length; i++) {
    const from = window.speech[i - 1].end;
    const to = window.speech[i].start;
    const middle = (from + to) / 2;
    const fits = middle - window.start >= shortestPiece && window.end - middle >= shortestPiece;
    if (!fits || to - from <= longest) continue;
    longest = to - from;
    at = middle;
  }
  const part = (start: Seconds, end: Seconds): RecognitionWindow => ({
    start,
    end,
    speech: window.speech
      .filter((span) => span.start < end && span.end > start)
      .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })),
  });
  return [part(window.start, at), part(at, window.end)];
}

/** The words of a row, with times from the cross attention that was collected while it was written. */
function timedWords(
  model: WhisperModel,
  row: GreedyRow,
  window: Span,
  samples: number,
  positions: number,
  language: string,
): Word[] {
  const { tokens, tokenizer, alignmentHeads } = model;
  // Of a loop that could not be cut any further, one round is kept.
  const run = row.stopped === 'end' ? 0 : repeatedRun(row.tokens);
  const kept = run > 0 ? firstRound(row.tokens, run) : row.tokens.length;
  const text = row.tokens.slice(0, kept);
  if (text.length === 0) return [];
  const begins = alignTokens(row.attention.slice(0, kept + 1), {
    heads: alignmentHeads.length,
    positions,
    used: Math.min(positions, Math.ceil(samples / samplesPerPosition)),
    from: 0,
    to: kept + 1,
    medianWidth: model.medianWidth,
  });
  const pieces = splitIntoWords(tokenizer, [...text, tokens.end], language, tokens.end).slice(0, -1);
  const words = timeWords(pieces, begins, row.logProbs.map(Math.exp));
  const pace = wordPace(words);
  truncateAtSentences(words, pace);
  mergePunctuation(words);
  const spoken = words.filter((word) => word.text.trim() !== '');
  settleBounds({ start: 0, end: samples / sampleRate, words: spoken }, pace, 0);
  return spoken.map((word) => ({
    text: word.text.trim(),
    start: window.start + word.start,
    end: window.start + word.end,
    confidence: word.probability,
  }));
}

/** How many tokens come before the second round of the run that repeats at the end. */
function firstRound(tokens: readonly number[], run: number): number {
  let from = tokens.length - run;
  while (from > 0 && tokens[from - 1] === tokens[from - 1 + run]) from--;
  return from + run;
}
