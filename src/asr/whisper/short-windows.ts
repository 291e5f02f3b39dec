import { sampleRate } from '../../domain/recording.js';
import type { Seconds, Span } from '../../domain/time.js';
import type { Word } from '../../domain/transcript.js';
import type { PcmReader } from '../../signal/pcm.js';
import type { RecognitionWindow } from '../recognizer.js';
import { decodeGreedy } from './greedy.js';
import type { WhisperModel } from './model.js';
import { buildPrompt } from './prompt.js';
import { halves, isSound } from './retry.js';
import { samplesPerPosition, wordsOfRow } from './row-words.js';

export const shortDecodingDefaults = {
  /** Faster speech than this does not exist: English needs 4 to 6 tokens a second. */
  tokensPerSecond: 14,
  /** A short "yes, I know." needs these, however fast it is said. */
  tokensAtLeast: 12,
} as const;

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
 * through the decoder together. A window that is too long for the network, or in which it repeats itself, is cut and heard
 * again.
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
    const fits = positionsOf(window, options.trailingSilence) <= positions;
    const pieces = fits && isSound(row, model.tokenizer, tokens.end) ? [] : halves(window);
    if (pieces.length > 0) {
      const parts: Word[][] = [];
      for (const piece of pieces) parts.push(...(await recognizeShort(model, pcm, [piece], options)));
      words.push(parts.flat());
    } else words.push(wordsOfRow(model, row, window, lengths[i], positions, options.language));
  }
  return words;
}

function mostTokens(seconds: Seconds, context: number): number {
  const { tokensPerSecond, tokensAtLeast } = shortDecodingDefaults;
  return Math.min(context >> 1, Math.ceil(Math.max(tokensAtLeast, seconds * tokensPerSecond)));
}
