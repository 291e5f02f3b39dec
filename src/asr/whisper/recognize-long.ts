import { sampleRate } from '../../domain/recording.js';
import type { Word } from '../../domain/transcript.js';
import type { PcmReader } from '../../signal/pcm.js';
import type { RecognitionWindow } from '../recognizer.js';
import { runWalks } from './long-windows.js';
import { createMelWindows } from './mel-windows.js';
import type { WhisperModel } from './model.js';
import { halves, isSound } from './retry.js';
import { createSeekWalk } from './seek-walk.js';

/** When a window counts as silent (openai/whisper `transcribe.py`). */
export const silenceDefaults = {
  /** The probability of no speech is above this ... */
  noSpeechProb: 0.6,
  /** ... and the mean log probability of what was written is not above this. */
  meanLogProb: -1,
} as const;

/**
 * Recognizes windows in a network that always listens to 30 s: with timestamps, each window as a little recording of
 * its own, side by side in the decoder. A window in which the network repeats itself is cut and heard again.
 *
 * @returns the words of each window, on the recording's clock.
 */
export async function recognizeLong(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: { readonly language: string; readonly signal?: AbortSignal },
): Promise<Word[][]> {
  const words: Word[][] = windows.map(() => []);
  const looped = new Set<number>();
  const jobs = windows.map((window) => {
    const mel = createMelWindows(model.logMel, readWindow(pcm, window));
    const walk = createSeekWalk(model.tokenizer, model.tokens, {
      frames: mel.frames,
      clips: [],
      language: options.language,
      wordTimes: true,
      conditionOnPrevious: false,
      initialPrompt: [],
      noSpeechThreshold: silenceDefaults.noSpeechProb,
      logProbThreshold: silenceDefaults.meanLogProb,
      hallucinationSilence: null,
    });
    return { mel, walk };
  });
  const settings = {
    ...options,
    task: 'transcribe',
    timestamps: true,
    wordTimes: true,
    prefix: [],
    stopLoops: true,
    rows: windows.length,
  } as const;
  await runWalks(model, jobs, settings, (job, segments, row) => {
    const i = jobs.indexOf(job);
    if (!isSound(row, model.tokenizer, model.tokens.end)) looped.add(i);
    for (const { text, start, end, probability } of segments.flatMap((segment) => segment.words)) {
      if (text.trim() === '') continue;
      const offset = windows[i].start;
      words[i].push({ text: text.trim(), start: offset + start, end: offset + end, confidence: probability });
    }
  });
  for (const i of looped) {
    const pieces = halves(windows[i]);
    if (pieces.length > 0) words[i] = (await recognizeLong(model, pcm, pieces, options)).flat();
  }
  return words;
}

/** The samples of a window. */
export function readWindow(pcm: PcmReader, window: RecognitionWindow): Float32Array {
  const first = Math.round(window.start * sampleRate);
  const audio = new Float32Array(Math.round(window.end * sampleRate) - first);
  pcm.read(first, audio);
  return audio;
}
