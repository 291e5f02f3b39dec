import { ScribeError } from '../../../errors.js';
import { requireNumbers } from '../../../onnx/require-numbers.js';
import { type Feeds, type SessionOptions, Tensor } from '../../../onnx/session.js';
import { gatherRows, isInPlace } from './decoder-rows.js';
import { type LadderSession, openFirst } from './network-files.js';

/** The two graphs of a Whisper export. Everything about their sizes is read from the graphs. */
export interface WhisperNetwork {
  /** Mel bands. */
  readonly bins: number;
  /** Width of the encoder's output. */
  readonly width: number;
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  /** What the decoder keeps per row and encoder position, in bytes: keys and values of the cross attention. */
  readonly bytesPerPosition: number;
  /** Layers of the decoder whose cross attention is an output of the graph. */
  readonly attentionLayers: readonly number[];
  /** One log-mel [bins, frames] -> hidden states [frames / 2, width]. */
  encode(mel: Float32Array, frames: number): Promise<Float32Array>;
  /** Begins a batch on hidden states [rows, positions, width]. */
  startDecoder(hidden: Float32Array, rows: number, positions: number): DecoderRun;
  close(): Promise<void>;
}

/** The answer of one call of the decoder. */
export interface DecoderStep {
  /** [rows, tokens, vocabulary] */
  readonly logits: Float32Array;
  /** Softmaxed cross attention of the layers that were asked for, each [rows, heads, tokens, positions]. */
  readonly attention: ReadonlyMap<number, Float32Array>;
}

/** A batch of rows with their keys and values. */
export interface DecoderRun {
  /**
   * Feeds the next tokens of all rows, [rows, count].
   * @param layers whose cross attention to fetch.
   */
  step(tokens: readonly number[], layers: readonly number[]): Promise<DecoderStep>;
  /**
   * Row `i` becomes what row `order[i]` was; a row may be dropped, or be wanted more than once. If no row is copied from
   * one that was overwritten before (see `placeRows`), this happens in place, and only rows that change are copied; keys
   * and values over the audio only into rows of another window.
   */
  arrange(order: readonly number[]): void;
}

/**
 * @param encoderPaths files of the network, the one to try first at the front.
 * @throws ScribeError MODEL when none can be opened, or the decoder is not a merged one with inputs and outputs of 32 bits.
 */
export async function openWhisper(
  encoderPaths: readonly string[],
  decoderPaths: readonly string[],
  options: SessionOptions,
): Promise<WhisperNetwork> {
  const encoder = await openFirst(encoderPaths, options);
  const decoder = await openFirst(decoderPaths, {
    ...options,
    singleRows: true,
    attention: undefined,
    int8Products: false,
  }).catch(async (cause: unknown) => {
    await encoder.release();
    throw cause;
  });
  try {
    return describeWhisper(encoder, decoder);
  } catch (cause) {
    await encoder.release();
    await decoder.release();
    throw cause;
  }
}

function describeWhisper(encoder: LadderSession, decoder: LadderSession): WhisperNetwork {
  const { inputNames, outputNames } = decoder.session();
  const pastNames = inputNames.filter((name) => name.startsWith('past_key_values.'));
  if (pastNames.length === 0 || !inputNames.includes('use_cache_branch'))
    throw new ScribeError('MODEL', `${decoder.path()} is not a merged Whisper decoder.`, {
      hint: 'Take the export whose decoder is called decoder_model_merged.onnx.',
    });
  const heads = dimension(decoder, pastNames[0], 1);
  const headWidth = dimension(decoder, pastNames[0], 3);
  const width = dimension(decoder, 'encoder_hidden_states', 2);
  const vocabulary = dimension(decoder, 'logits', 2);
  const presentOf = (past: string) => past.replace('past_key_values.', 'present.');
  const ownPasts = pastNames.filter((name) => name.includes('.decoder.'));
  const crossPasts = pastNames.filter((name) => name.includes('.encoder.'));
  const cached = new Tensor('bool', [true], [1]);
  const uncached = new Tensor('bool', [false], [1]);

  function startDecoder(hidden: Float32Array, rows: number, positions: number): DecoderRun {
    /** Window of each row. */
    let windows = Array.from({ length: rows }, (_, row) => row);
    let started = false;
    let states = hidden;
    const feeds: Record<string, Tensor> = {
      encoder_hidden_states: new Tensor('float32', hidden, [rows, positions, width]),
      use_cache_branch: uncached,
    };
    for (const name of pastNames)
      feeds[name] = new Tensor('float32', new Float32Array(0), [rows, heads, 0, headWidth]);

    return {
      async step(tokens, layers) {
        const count = tokens.length / windows.length;
        feeds.input_ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [windows.length, count]);
        // Only the first call returns the keys and values over the audio.
        const kept = started ? ownPasts : pastNames;
        const names = layers.map((layer) => `cross_attentions.${layer}`);
        // onnxruntime-node 1.30 copies every output into new memory, even those it was given a tensor for: tensors of our own
        // would save nothing.
        const out = await decoder.run(feeds as Feeds, ['logits', ...kept.map(presentOf), ...names]);
        const logits = out.logits.data as Float32Array;
        // What is no number once is none at the first step.
        if (!started) requireNumbers(logits, `the network ${decoder.path()}`, tokens.length * vocabulary);
        for (const name of kept) feeds[name] = out[presentOf(name)] as Tensor;
        feeds.use_cache_branch = cached;
        started = true;
        return {
          logits,
          attention: new Map(layers.map((layer, i) => [layer, out[names[i]].data as Float32Array])),
        };
      },
      arrange(order) {
        const count = order.length;
        const inPlace = isInPlace(order, windows.length);
        const changed = [...order.keys()].filter((to) => order[to] !== to);
        const otherAudio = changed.filter((to) => windows[order[to]] !== windows[to]);
        for (const name of ownPasts) feeds[name] = gatherRows(feeds[name], order, inPlace ? changed : null);
        for (const name of crossPasts)
          feeds[name] = gatherRows(feeds[name], order, inPlace ? otherAudio : null);
        windows = order.map((from) => windows[from]);
        // After the first call only the shape of the hidden states matters; the caller's are not touched.
        const size = count * positions * width;
        if (size > states.length) states = new Float32Array(size);
        feeds.encoder_hidden_states = new Tensor('float32', states.subarray(0, size), [
          count,
          positions,
          width,
        ]);
      },
    };
  }

  return {
    bins: dimension(encoder, 'input_features', 1, mostBins),
    width,
    vocabulary,
    layers: ownPasts.length / 2,
    heads,
    bytesPerPosition: crossPasts.length * heads * headWidth * 4,
    attentionLayers: outputNames
      .filter((name) => name.startsWith('cross_attentions.'))
      .map((name) => Number(name.slice('cross_attentions.'.length))),
    async encode(mel, frames) {
      const bins = mel.length / frames;
      const input = new Tensor('float32', mel, [1, bins, frames]);
      const out = await encoder.run({ input_features: input }, ['last_hidden_state']);
      const hidden = out.last_hidden_state.data as Float32Array;
      requireNumbers(hidden, `the network ${encoder.path()}`, (frames >> 1) * width);
      return hidden;
    },
    startDecoder,
    async close() {
      await encoder.release();
      await decoder.release();
    },
  };
}

/** Longer than any axis of a Whisper; the longest is its vocabulary of 51,866. */
const largestSize = 2 ** 20;
/** More mel bands than any has; they have 80 or 128. */
const mostBins = 1024;

/** A fixed dimension of a float32 input or output, by its name. */
function dimension(ladder: LadderSession, name: string, axis: number, most = largestSize): number {
  const { inputMetadata, outputMetadata } = ladder.session();
  const found = [...inputMetadata, ...outputMetadata].find((value) => value.name === name);
  const size = found?.isTensor && found.type === 'float32' ? found.shape[axis] : undefined;
  if (typeof size === 'number' && size > 0 && size <= most) return size;
  throw new ScribeError(
    'MODEL',
    `${ladder.path()} has no ${name} of float32 with a fixed size of axis ${axis} that a Whisper can have.`,
    {
      hint: 'Take another export of this model.',
    },
  );
}

export type Heads = readonly (readonly [layer: number, head: number])[];

/** The layers that the heads are in. */
export const layersOf = (heads: Heads): number[] => [...new Set(heads.map(([layer]) => layer))];

/** Cross attention of the chosen heads for one token of one row: [heads, positions]. */
export function pickHeads(
  step: DecoderStep,
  chosen: Heads,
  network: Pick<WhisperNetwork, 'heads'>,
  at: { readonly row: number; readonly token: number; readonly tokens: number; readonly positions: number },
): Float32Array {
  const { row, token, tokens, positions } = at;
  const out = new Float32Array(chosen.length * positions);
  chosen.forEach(([layer, head], h) => {
    const begin = ((row * network.heads + head) * tokens + token) * positions;
    const from = step.attention.get(layer);
    if (from) out.set(from.subarray(begin, begin + positions), h * positions);
  });
  return out;
}
