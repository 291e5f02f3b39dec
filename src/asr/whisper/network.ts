import { ScribeError } from '../../errors.js';
import { type Feeds, openSession, type Session, type SessionOptions, Tensor } from '../../onnx/session.js';

/** The two graphs of a Whisper export. Everything about their sizes is read from the graphs. */
export interface WhisperNetwork {
  /** Mel bands. */
  readonly bins: number;
  /** Width of the encoder's output. */
  readonly width: number;
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  /** Bytes that the decoder keeps per row and encoder position: keys and values of the cross attention. */
  readonly bytesPerPosition: number;
  /** The decoder's layers whose cross attention the graph gives out. */
  readonly attentionLayers: readonly number[];
  /** One log-mel [bins, frames] -> hidden states [frames / 2, width]. */
  encode(mel: Float32Array, frames: number): Promise<Float32Array>;
  /** Begins a batch on hidden states [rows, positions, width]. */
  startDecoder(hidden: Float32Array, rows: number, positions: number): DecoderRun;
  close(): Promise<void>;
}

/** What one call of the decoder gave. */
export interface DecoderStep {
  /** [rows, tokens, vocabulary] */
  readonly logits: Float32Array;
  /** Softmaxed cross attention of the layers that were asked for, each [rows, heads, tokens, positions]. */
  readonly attention: ReadonlyMap<number, Float32Array>;
}

/** A batch of rows that the decoder is writing: its keys and values live here. */
export interface DecoderRun {
  /**
   * Feeds the next tokens of all rows, [rows, count].
   * @param layers whose cross attention to fetch.
   */
  step(tokens: readonly number[], layers: readonly number[]): Promise<DecoderStep>;
  /** Keeps rows: row `i` becomes what row `order[i]` was. Rows only move down: `order[i] >= i`. */
  keep(order: readonly number[]): void;
}

/** @throws ScribeError MODEL when a file is missing or is not a merged Whisper decoder. */
export async function openWhisper(
  paths: { readonly encoderPath: string; readonly decoderPath: string },
  options: SessionOptions,
): Promise<WhisperNetwork> {
  const encoder = await openSession(paths.encoderPath, options);
  const decoder = await openSession(paths.decoderPath, options);
  const pastNames = decoder.inputNames.filter((name) => name.startsWith('past_key_values.'));
  if (pastNames.length === 0 || !decoder.inputNames.includes('use_cache_branch'))
    throw new ScribeError('MODEL', `${paths.decoderPath} is not a merged Whisper decoder.`, {
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
    let live = rows;
    let started = false;
    const feeds: Record<string, Tensor> = {
      encoder_hidden_states: new Tensor('float32', hidden, [rows, positions, width]),
      use_cache_branch: uncached,
    };
    for (const name of pastNames)
      feeds[name] = new Tensor('float32', new Float32Array(0), [rows, heads, 0, headWidth]);

    return {
      async step(tokens, layers) {
        const count = tokens.length / live;
        feeds.input_ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [live, count]);
        // The keys and values over the audio are computed by the first call; later calls do not give them again.
        const kept = started ? ownPasts : pastNames;
        const names = layers.map((layer) => `cross_attentions.${layer}`);
        const out = await decoder.run(feeds as Feeds, ['logits', ...kept.map(presentOf), ...names]);
        for (const name of kept) feeds[name] = out[presentOf(name)] as Tensor;
        feeds.use_cache_branch = cached;
        started = true;
        return {
          logits: out.logits.data as Float32Array,
          attention: new Map(layers.map((layer, i) => [layer, out[names[i]].data as Float32Array])),
        };
      },
      keep(order) {
        for (const name of [...ownPasts, ...crossPasts]) feeds[name] = gatherRows(feeds[name], order);
        live = order.length;
        // After the first call only its shape counts, and the caller's rows stay where they are.
        const rest = hidden.subarray(0, live * positions * width);
        feeds.encoder_hidden_states = new Tensor('float32', rest, [live, positions, width]);
      },
    };
  }

  return {
    bins: dimension(encoder, 'input_features', 1),
    width,
    vocabulary,
    layers: ownPasts.length / 2,
    heads,
    bytesPerPosition: crossPasts.length * heads * headWidth * 4,
    attentionLayers: decoder.outputNames
      .filter((name) => name.startsWith('cross_attentions.'))
      .map((name) => Number(name.slice('cross_attentions.'.length))),
    async encode(mel, frames) {
      const bins = mel.length / frames;
      const input = new Tensor('float32', mel, [1, bins, frames]);
      const out = await encoder.run({ input_features: input }, ['last_hidden_state']);
      return out.last_hidden_state.data as Float32Array;
    },
    startDecoder,
    async close() {
      await encoder.release();
      await decoder.release();
    },
  };
}

/** A fixed dimension of an input or output, by its name. */
function dimension(session: Session, name: string, axis: number): number {
  const found = [...session.inputMetadata, ...session.outputMetadata].find((value) => value.name === name);
  const size = found?.isTensor ? found.shape[axis] : undefined;
  if (typeof size === 'number') return size;
  throw new ScribeError('MODEL', `The network does not say the size of ${name}, axis ${axis}.`, {
    hint: 'Take another export of this model.',
  });
}

/** Moves rows of a tensor down inside its own memory: only rows that change their place are copied. */
function gatherRows(tensor: Tensor, order: readonly number[]): Tensor {
  const data = tensor.data as Float32Array;
  const stride = data.length / tensor.dims[0];
  order.forEach((from, to) => {
    if (from !== to) data.copyWithin(to * stride, from * stride, (from + 1) * stride);
  });
  return new Tensor('float32', data.subarray(0, order.length * stride), [
    order.length,
    ...tensor.dims.slice(1),
  ]);
}
