import { sampleRate } from '../../../domain/recording.js';
import type { PcmReader } from '../../../features/pcm.js';
import { type RecognitionWindow, type RecognizeOptions, writtenIn } from '../../recognizer.js';
import { createMelWindows, framesPerSecond, type MelWindows } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import { givenText } from '../tokens/prompt.js';
import { decodingOf, halves, isSound, mostTokens } from './hear-again.js';
import { assembleWords, evidenceOf, type HeardText } from './heard-text.js';
import { runLoops } from './run-loops.js';

/**
 * Recognizes windows with timestamps, each like a short recording by a transcribe loop of its own, side by side in the
 * decoder. A window in which the network loops at every temperature is cut and heard again.
 *
 * @returns what was recognized, in the order of the windows, on the recording's clock.
 */
export async function recognizeTimestamped(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: RecognizeOptions,
): Promise<HeardText[]> {
  const { language, signal } = options;
  const written = writtenIn(options);
  const { fails, ...decoding } = decodingOf(options);
  const heard: HeardText[][] = windows.map(() => []);
  const unsound = new Set<number>();
  const mels: MelWindows[] = [];
  for (const window of windows) mels.push(await melOf(model, pcm, window, signal));
  const jobs = windows.map((window, i) => ({
    mel: mels[i],
    seed: Math.round(window.start * sampleRate),
    spans: [],
    conditionOnPrevious: false,
    initialPrompt: [],
    // Nothing is dropped here: what was written in silence is suppressed later, and can be restored.
    noSpeechThreshold: null,
    logProbThreshold: null,
    hallucinationSilence: null,
  }));
  await runLoops(model, jobs, {
    ...decoding,
    language,
    task: options.task ?? 'transcribe',
    timestamps: true,
    wordTimes: true,
    given: givenText(model.tokenizer, model.context, options),
    prefix: [],
    maxTokens: (frames) => mostTokens(frames / framesPerSecond, model.context, written),
    signal,
    fails: (attempt, i) => fails(attempt, windows[i]),
    onSegments: (segments, attempt, i) => {
      if (!isSound(attempt)) unsound.add(i);
      const pieces = segments.flatMap((segment) => segment.words);
      const words = assembleWords(pieces, windows[i].start, written);
      heard[i].push({ words, evidence: evidenceOf(attempt) });
    },
  });
  for (const i of unsound) {
    const pieces = halves(windows[i]);
    if (pieces.length > 0) heard[i] = await recognizeTimestamped(model, pcm, pieces, options);
  }
  return heard.flat();
}

/** The features of a window of the recording. */
export function melOf(
  { logMel }: WhisperModel,
  pcm: PcmReader,
  window: RecognitionWindow,
  signal?: AbortSignal,
): Promise<MelWindows> {
  const first = Math.round(window.start * sampleRate);
  const samples = Math.round(window.end * sampleRate) - first;
  const read = (start: number, into: Float32Array) => void pcm.read(first + start, into);
  return createMelWindows(logMel, { samples, read }, signal);
}
