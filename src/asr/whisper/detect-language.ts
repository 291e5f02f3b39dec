import type { WhisperModel } from './model.js';
import { survey } from './token-rules.js';

export const detectionDefaults = {
  /** Windows that are listened to, spread over the recording: one alone may be a greeting, a name, a quotation. */
  windows: 5,
} as const;

/**
 * The language that a multilingual model hears: the most probable one on average (openai/whisper `decoding.py`,
 * `detect_language`, for each window).
 *
 * @param openings log-mel of 30 s each, [bins, 3000].
 */
export async function detectLanguage(
  model: WhisperModel,
  openings: readonly Float32Array[],
): Promise<string> {
  const { network, tokens, maxPositions } = model;
  const size = maxPositions * network.width;
  const hidden = new Float32Array(openings.length * size);
  for (const [i, mel] of openings.entries())
    hidden.set(await network.encode(mel, mel.length / network.bins), i * size);
  const run = network.startDecoder(hidden, openings.length, maxPositions);
  const { logits } = await run.step(
    openings.map(() => tokens.start),
    [],
  );
  const codes = [...tokens.languages.keys()];
  const mean = new Float32Array(codes.length);
  for (let row = 0; row < openings.length; row++) {
    const scores = Float32Array.from(
      tokens.languages.values(),
      (id) => logits[row * network.vocabulary + id],
    );
    const { logSum } = survey(scores, 0, scores.length);
    for (let i = 0; i < scores.length; i++) mean[i] += Math.exp(scores[i] - logSum) / openings.length;
  }
  return codes[survey(mean, 0, mean.length).best];
}

/** Up to `count` of the items, spread evenly: the middle one of each of `count` equal parts. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]);
}
