import { findHallucinations } from '../src/asr/hallucinations/find-hallucinations.js';
import { decodingDefaults, type RecognitionWindow, type Recognizer } from '../src/asr/recognizer.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Segment } from '../src/domain/transcript.js';
import type { PcmReader } from '../src/features/pcm.js';
import { diarizationSpeechDefaults, findSpeech } from '../src/vad/find-speech.js';

/** Windows of noise that a recognizer is made to listen to, in seconds. */
export const noiseWindows = [3, 8, 28] as const;

/** Words that a recognizer wrote for a recording in which nobody speaks. */
export interface NoiseHallucinations {
  /** Texts as they came. */
  readonly texts: readonly string[];
  /** Words and signs without the policy, ... */
  readonly before: number;
  /** ... with it, ... */
  readonly after: number;
  /** ... and with it when the detector claims that somebody speaks all the time. */
  readonly afterDeaf: number;
}

export const noHallucinations: NoiseHallucinations = { texts: [], before: 0, after: 0, afterDeaf: 0 };

/**
 * Makes a recognizer listen to a whole recording without asking the detector first: otherwise it would hear nothing of
 * noise, and the policy would have nothing to do.
 *
 * @param probabilities of speech, for the policy alone.
 */
export async function countHallucinations(
  recognizer: Recognizer,
  pcm: PcmReader,
  probabilities: Float32Array,
  seconds: number,
): Promise<NoiseHallucinations> {
  const duration = pcm.samples / sampleRate;
  const windows: RecognitionWindow[] = [];
  for (let start = 0; start + 0.5 < duration; start += seconds) {
    const span = { start, end: Math.min(duration, start + seconds) };
    windows.push({ ...span, speech: [span] });
  }
  const options = { ...decodingDefaults, language: recognizer.languageFor('auto') };
  const found: Segment[] = [];
  for (const batch of recognizer.planBatches(windows))
    found.push(...(await recognizer.recognize(pcm, batch, options)));
  found.sort((a, b) => a.start - b.start);
  const heard = findSpeech(probabilities, duration, diarizationSpeechDefaults);
  const always = [{ start: 0, end: duration }];
  return {
    texts: found.map((segment) => segment.text),
    before: countWords(found),
    after: countWords(findHallucinations(found, heard, duration).kept),
    afterDeaf: countWords(findHallucinations(found, always, duration).kept),
  };
}

export function addHallucinations(a: NoiseHallucinations, b: NoiseHallucinations): NoiseHallucinations {
  return {
    texts: [...a.texts, ...b.texts],
    before: a.before + b.before,
    after: a.after + b.after,
    afterDeaf: a.afterDeaf + b.afterDeaf,
  };
}

function countWords(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.words.length, 0);
}
