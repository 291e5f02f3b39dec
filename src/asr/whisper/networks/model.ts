import { ScribeError } from '../../../errors.js';
import { createLogMel, type LogMel } from '../../../features/log-mel.js';
import type { SessionOptions } from '../../../onnx/session.js';
import { readWhisperFiles, type SpecialTokens } from '../tokens/model-files.js';
import { createTokenizer, type Tokenizer } from '../tokens/tokenizer.js';
import { openWhisper, type WhisperNetwork } from './network.js';
import { findNetworkFiles, type Precision } from './network-files.js';

/** A loaded Whisper: networks, vocabulary, features. */
export interface WhisperModel {
  readonly network: WhisperNetwork;
  readonly tokens: SpecialTokens;
  readonly tokenizer: Tokenizer;
  readonly logMel: LogMel;
  /** Encoder positions of a 30 s window. */
  readonly maxPositions: number;
  /** Tokens that the decoder can hold. */
  readonly context: number;
  readonly alignmentHeads: readonly (readonly [layer: number, head: number])[];
  readonly medianWidth: number;
}

/** Which of several files of a network to take; undefined: the fastest one that works. */
export interface Precisions {
  readonly encoder?: Precision;
  readonly decoder?: Precision;
}

/**
 * Loads a Whisper in the layout of the public ONNX exports.
 *
 * @throws ScribeError MODEL when a file is missing, damaged or of another kind, or the decoder has no output with its cross
 *   attention.
 */
export async function loadWhisper(
  folder: string,
  options: SessionOptions,
  precisions: Precisions = {},
): Promise<WhisperModel> {
  const files = readWhisperFiles(folder);
  const encoder = findNetworkFiles(folder, 'encoder', precisions.encoder);
  const decoder = findNetworkFiles(folder, 'decoder', precisions.decoder);
  const network = await openWhisper(encoder, decoder, options);
  const alignmentHeads = files.alignmentHeads ?? allUpperHeads(network);
  const missing = alignmentHeads.find(([layer]) => !network.attentionLayers.includes(layer));
  if (missing) {
    await network.close();
    throw new ScribeError(
      'MODEL',
      `The decoder in ${folder} has no output with the cross attention of layer ${missing[0]}.`,
      {
        hint: 'Word times need it: take the export whose name ends in `_timestamped`.',
      },
    );
  }
  return {
    network,
    tokens: files.tokens,
    tokenizer: createTokenizer(files.tokenizer),
    logMel: createLogMel(network.bins),
    maxPositions: files.maxPositions,
    context: files.maxTokens,
    alignmentHeads,
    medianWidth: files.medianFilterWidth,
  };
}

/** The heads of openai/whisper for models without a list of those that follow the speech: the upper half of the layers. */
export function allUpperHeads({ layers, heads }: WhisperNetwork): (readonly [number, number])[] {
  const upper = Array.from({ length: layers - (layers >> 1) }, (_, i) => (layers >> 1) + i);
  return upper.flatMap((layer) => Array.from({ length: heads }, (_, head) => [layer, head] as const));
}
