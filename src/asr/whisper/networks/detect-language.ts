import { sampleRate } from '../../../domain/recording.js';
import type { Span } from '../../../domain/time.js';
import type { PcmReader } from '../../../features/pcm.js';
import type { LanguageOdds } from '../../recognizer.js';
import { survey } from '../tokens/token-rules.js';
import { framesPerPosition, samplesPerPosition } from './mel-windows.js';
import type { WhisperModel } from './model.js';

/** Samples of silence between spans: 0.2 s. */
const gap = 3200;
/** Positions of silence behind the last span: 0.4 s. */
const trailing = 20;
/** The shortest window: 4 s. */
const fewestPositions = 200;

/** As much of a model as hearing a language takes. */
export type LanguageNetwork = Pick<WhisperModel, 'network' | 'logMel' | 'maxPositions'> & {
  readonly tokens: Pick<WhisperModel['tokens'], 'start' | 'languages'>;
};

/**
 * How probable each language of a multilingual model is (openai/whisper `decoding.py`, `detect_language`).
 *
 * @param mel log-mel, [bins, frames], of at most 30 s.
 */
export async function detectLanguage(model: LanguageNetwork, mel: Float32Array): Promise<LanguageOdds> {
  const { network, tokens } = model;
  const frames = mel.length / network.bins;
  const hidden = await network.encode(mel, frames);
  const { logits } = await network
    .startDecoder(hidden, 1, frames / framesPerPosition)
    .step([tokens.start], []);
  const scores = Float32Array.from(tokens.languages.values(), (id) => logits[id]);
  const { logSum } = survey(scores, 0, scores.length);
  return Object.fromEntries(
    [...tokens.languages.keys()].map((code, i) => [code, Math.exp(scores[i] - logSum)]),
  );
}

/**
 * The same of a window that is joined from spans of a recording; what exceeds 30 s is not heard. The window is as long as
 * they are: to tell languages apart, a Whisper needs no silence up to the 30 s that it was trained on (docs/languages.md).
 */
export function hearLanguage(
  model: LanguageNetwork,
  pcm: PcmReader,
  spans: readonly Span[],
): Promise<LanguageOdds> {
  const bounds = spans.map(({ start, end }) => {
    const first = Math.round(start * sampleRate);
    return { first, count: Math.max(0, Math.round(end * sampleRate) - first) };
  });
  const samples = bounds.reduce((sum, { count }) => sum + count + gap, 0);
  const wanted = Math.max(fewestPositions, Math.ceil(samples / samplesPerPosition) + trailing);
  const positions = Math.min(model.maxPositions, wanted);
  const audio = new Float32Array(positions * samplesPerPosition);
  let at = 0;
  for (const { first, count } of bounds) {
    const heard = Math.max(0, Math.min(count, audio.length - at));
    pcm.read(first, audio.subarray(at, at + heard));
    at += heard + gap;
  }
  const mel = new Float32Array(model.logMel.bins * positions * framesPerPosition);
  model.logMel.compute(audio, mel);
  return detectLanguage(model, mel);
}
