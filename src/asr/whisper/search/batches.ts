import type { RecognitionWindow } from '../../recognizer.js';
import type { WhisperNetwork } from '../networks/network.js';

export const batchDefaults = {
  /** Windows in the decoder together: they share the reading of its weights, and more than 8 gain nothing. */
  rows: 8,
  /** A window shorter than this share of the longest begins a batch of its own: every row is padded to the longest. */
  shortest: 0.7,
  /**
   * Limit for the keys and values of the cross attention of one batch and the logits of its prompts. The runtime copies
   * them, so that they exist twice for a moment.
   */
  bytes: 128 * 2 ** 20,
} as const;

type Sizes = Pick<WhisperNetwork, 'bytesPerPosition' | 'vocabulary'>;

/**
 * How many windows fit into the decoder together: at least one.
 *
 * @param copies rows of the decoder that one window takes.
 */
export function windowsThatFit(
  network: Sizes,
  positions: number,
  { copies, promptTokens }: { readonly copies: number; readonly promptTokens: number },
): number {
  const bytes = copies * positions * network.bytesPerPosition + promptTokens * network.vocabulary * 4;
  return Math.max(1, Math.floor(batchDefaults.bytes / bytes));
}

/** Batches of windows of similar length, longest first; the order depends only on the windows. */
export function likeLengths(
  network: Sizes,
  windows: readonly RecognitionWindow[],
  positions: (window: RecognitionWindow) => number,
): RecognitionWindow[][] {
  const order = [...windows].sort((a, b) => positions(b) - positions(a) || a.start - b.start);
  const batches: RecognitionWindow[][] = [];
  for (let at = 0; at < order.length; ) {
    const longest = positions(order[at]);
    const fitting = windowsThatFit(network, longest, { copies: 1, promptTokens: 1 });
    const alike = order
      .slice(at, at + Math.min(batchDefaults.rows, fitting))
      .filter((window) => positions(window) >= batchDefaults.shortest * longest);
    batches.push(alike);
    at += alike.length;
  }
  return batches;
}
