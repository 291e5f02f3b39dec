import { sampleRate } from '../../domain/recording.js';
import type { PcmReader } from '../../features/pcm.js';
import type { RecognitionWindow, RecognizeOptions } from '../recognizer.js';
import { evidenceOf, type HeardText } from './evidence.js';
import { type LoopJob, runLoops } from './long-windows.js';
import { createMelWindows } from './networks/mel-windows.js';
import type { WhisperModel } from './networks/model.js';
import type { Attempt } from './search/decode-with-fallback.js';
import { decodingOf, halves, isSound, mostTokens } from './search/retry.js';
import { assembleWords } from './timing/assemble-words.js';
import { givenText } from './tokens/prompt.js';
import { createTranscribeLoop, framesPerSecond } from './transcribe-loop.js';

/**
 * Recognizes windows in a network that always listens to 30 s: with timestamps, each window as a little recording of
 * its own, side by side in the decoder. A window in which the network repeats itself at every temperature is cut and heard
 * again.
 *
 * @returns what was heard, in the order of the windows, on the recording's clock.
 */
export async function recognizeLong(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: RecognizeOptions,
): Promise<HeardText[]> {
  const heard: HeardText[][] = windows.map(() => []);
  const unsound = new Set<number>();
  const jobs = windows.map((window) => {
    const mel = createMelWindows(model.logMel, readWindow(pcm, window));
    const walk = createTranscribeLoop(model.tokenizer, model.tokens, {
      frames: mel.frames,
      clips: [],
      language: options.language,
      wordTimes: true,
      conditionOnPrevious: false,
      initialPrompt: [],
      // What is written where nobody speaks is not dropped unseen: the rules against invented words set it aside.
      noSpeechThreshold: null,
      logProbThreshold: null,
      hallucinationSilence: null,
    });
    return { mel, walk, seed: Math.round(window.start * sampleRate) };
  });
  const { fails, ...decoding } = decodingOf(options);
  const settings = {
    ...decoding,
    fails: (attempt: Attempt, job: LoopJob) => fails(attempt, windows[jobs.indexOf(job)]),
    language: options.language,
    signal: options.signal,
    task: 'transcribe',
    timestamps: true,
    wordTimes: true,
    given: givenText(model.tokenizer, model.context, options),
    prefix: [],
    maxTokens: (frames: number) => mostTokens(frames / framesPerSecond, model.context, options.language),
    rows: windows.length,
  } as const;
  await runLoops(model, jobs, settings, (job, segments, attempt) => {
    const i = jobs.indexOf(job);
    const offset = windows[i].start;
    if (!isSound(attempt)) unsound.add(i);
    const pieces = segments.flatMap((segment) => segment.words);
    const words = assembleWords(pieces, offset, options.language);
    heard[i].push({ words, evidence: evidenceOf(attempt) });
  });
  for (const i of unsound) {
    const pieces = halves(windows[i]);
    if (pieces.length > 0) heard[i] = await recognizeLong(model, pcm, pieces, options);
  }
  return heard.flat();
}

/** The samples of a window. */
export function readWindow(pcm: PcmReader, window: RecognitionWindow): Float32Array {
  const first = Math.round(window.start * sampleRate);
  const audio = new Float32Array(Math.round(window.end * sampleRate) - first);
  pcm.read(first, audio);
  return audio;
}
