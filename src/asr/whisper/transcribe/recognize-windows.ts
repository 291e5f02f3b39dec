import { sampleRate } from '../../../domain/recording.js';
import type { Seconds, Span } from '../../../domain/time.js';
import type { PcmReader } from '../../../features/pcm.js';
import { type RecognitionWindow, type RecognizeOptions, writtenIn } from '../../recognizer.js';
import { samplesPerPosition } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import { type Attempt, decodeWithFallback, type FallbackOptions, rowsOf } from '../search/fallback.js';
import { createRandom } from '../search/sampler.js';
import { buildPrompt, givenText } from '../tokens/prompt.js';
import { decodingOf, halves, isSound, isSurprisinglySilent, isTrusted, mostTokens } from './hear-again.js';
import { evidenceOf, type HeardText, wordsOfRow } from './heard-text.js';

/** The convolutions of the encoder need some context. */
const fewestPositions = 50;

export interface WindowOptions extends RecognizeOptions {
  /** Zeros behind the audio of every window: a network that is cut off in the middle of a word loops. */
  readonly trailingSilence: Seconds;
  /** Pads every window to all that the network sees at once: it was never trained on less. */
  readonly wholeLength: boolean;
}

/** Encoder positions that a window takes. */
export function positionsOf(window: Span, trailingSilence: Seconds): number {
  const samples = Math.round((window.end - window.start + trailingSilence) * sampleRate);
  return Math.max(fewestPositions, Math.ceil(samples / samplesPerPosition));
}

/**
 * Recognizes windows as one batch, without timestamps, each padded to the longest of them. The features of a window are
 * clamped relative to that window alone. Windows go through the encoder one by one, since together they would not fit the
 * cache, and through the decoder side by side. One that is too long for the network, or in which it loops at every
 * temperature, is cut and heard again.
 *
 * @returns what was recognized, in the order of the windows, on the recording's clock.
 */
export async function recognizeWindows(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: WindowOptions,
): Promise<HeardText[]> {
  const { network, tokens, context, logMel } = model;
  const longest = Math.max(...windows.map((window) => positionsOf(window, options.trailingSilence)));
  const positions = options.wholeLength ? model.maxPositions : Math.min(model.maxPositions, longest);
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
    task: options.task ?? 'transcribe',
    timestamps: false,
    given: givenText(model.tokenizer, context, options),
    previous: [],
    prefix: [],
  });
  const { fails, ...decoding } = decodingOf(options);
  const attempts = await decodeSpeech(model, windows, hidden, positions, {
    ...decoding,
    fails: (attempt, row) => fails(attempt, windows[row]),
    prompts: windows.map(() => prompt.ids),
    timestamps: false,
    startIndex: prompt.startIndex,
    maxTokens: lengths.map((samples) => mostTokens(samples / sampleRate, context, writtenIn(options))),
    alignmentHeads: model.alignmentHeads,
    random: (row, rung) => createRandom(Math.round(windows[row].start * sampleRate), rung),
    signal: options.signal,
  });
  const heard: HeardText[] = [];
  for (const [i, attempt] of attempts.entries()) {
    const window = windows[i];
    const fits = positionsOf(window, options.trailingSilence) <= positions;
    const pieces = fits && isSound(attempt) ? [] : halves(window);
    for (const piece of pieces) heard.push(...(await recognizeWindows(model, pcm, [piece], options)));
    if (pieces.length > 0) continue;
    const written = wordsOfRow(model, attempt, window, lengths[i], positions, writtenIn(options));
    heard.push({ ...written, evidence: evidenceOf(attempt) });
  }
  return heard;
}

/**
 * Decodes windows; those in which somebody speaks and nothing was written once more, with the end forbidden as the first
 * token. What the network then writes counts only if it is surer of it than of other texts (`isTrusted`).
 */
async function decodeSpeech(
  model: WhisperModel,
  windows: readonly RecognitionWindow[],
  hidden: Float32Array,
  positions: number,
  options: FallbackOptions,
): Promise<Attempt[]> {
  const attempts = await decodeWithFallback(model, hidden, positions, options);
  const silent = [...windows.keys()].filter((row) => isSurprisinglySilent(attempts[row], windows[row]));
  if (silent.length === 0) return attempts;
  const { tokens } = model;
  const suppressedAtStart = [...tokens.suppressedAtStart, tokens.end];
  const urged = { ...model, tokens: { ...tokens, suppressedAtStart } };
  const again = await decodeWithFallback(urged, rowsOf(hidden, silent, windows.length), positions, {
    ...options,
    temperatures: [0],
    prompts: silent.map((row) => options.prompts[row]),
    maxTokens: silent.map((row) => options.maxTokens[row]),
  });
  return attempts.map((attempt, row) => {
    const other = again[silent.indexOf(row)];
    return other && isTrusted(other, model.tokenizer.decode(other.tokens)) ? other : attempt;
  });
}
