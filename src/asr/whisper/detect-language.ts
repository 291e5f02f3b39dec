import type { Span } from '../../domain/time.js';
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
  const codes = [...tokens.languages.keys()];
  const mean = new Float32Array(codes.length);
  for (const mel of openings) {
    const hidden = await network.encode(mel, mel.length / network.bins);
    const { logits } = await network.startDecoder(hidden, 1, maxPositions).step([tokens.start], []);
    const scores = Float32Array.from(tokens.languages.values(), (id) => logits[id]);
    const { logSum } = survey(scores, 0, scores.length);
    for (let i = 0; i < scores.length; i++) mean[i] += Math.exp(scores[i] - logSum) / openings.length;
  }
  return codes[survey(mean, 0, mean.length).best];
}

/** The longest span of each of up to `count` equal parts of the list: it says most about the language. */
export function longestOfParts<T extends Span>(spans: readonly T[], count: number): T[] {
  const parts = Math.min(count, spans.length);
  return Array.from({ length: parts }, (_, i) =>
    spans
      .slice(Math.floor((i * spans.length) / parts), Math.floor(((i + 1) * spans.length) / parts))
      .reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a)),
  );
}
