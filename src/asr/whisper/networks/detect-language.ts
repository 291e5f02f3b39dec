import { sampleRate } from '../../../domain/recording.js';
import type { Span } from '../../../domain/time.js';
import type { PcmReader } from '../../../features/pcm.js';
import type { LanguageOdds } from '../../recognizer.js';
import { survey } from '../tokens/token-rules.js';
import { samplesPerPosition } from './mel-windows.js';
import type { WhisperModel } from './model.js';

/** Samples of silence between spans: 0.2 s. */
const gap = 3200;

/**
 * How probable each language of a multilingual model is (openai/whisper `decoding.py`, `detect_language`).
 *
 * @param mel log-mel of 30 s, [bins, 3000].
 */
export async function detectLanguage(model: WhisperModel, mel: Float32Array): Promise<LanguageOdds> {
  const { network, tokens, maxPositions } = model;
  const hidden = await network.encode(mel, mel.length / network.bins);
  const { logits } = await network.startDecoder(hidden, 1, maxPositions).step([tokens.start], []);
  const scores = Float32Array.from(tokens.languages.values(), (id) => logits[id]);
  const { logSum } = survey(scores, 0, scores.length);
  return Object.fromEntries(
    [...tokens.languages.keys()].map((code, i) => [code, Math.exp(scores[i] - logSum)]),
  );
}

/** The same of a window that is joined from spans of a recording; what exceeds 30 s is not heard. */
export function hearLanguage(
  model: WhisperModel,
  pcm: PcmReader,
  spans: readonly Span[],
): Promise<LanguageOdds> {
  const audio = new Float32Array(model.maxPositions * samplesPerPosition);
  let at = 0;
  for (const { start, end } of spans) {
    const first = Math.round(start * sampleRate);
    const count = Math.max(0, Math.min(Math.round(end * sampleRate) - first, audio.length - at));
    pcm.read(first, audio.subarray(at, at + count));
    at += count + gap;
  }
  const mel = new Float32Array(model.logMel.bins * model.maxPositions * 2);
  model.logMel.compute(audio, mel);
  return detectLanguage(model, mel);
}
