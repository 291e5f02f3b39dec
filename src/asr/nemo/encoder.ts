import { sampleRate } from '../../domain/recording.js';
import { ScribeError } from '../../errors.js';
import { createNemoMel } from '../../features/nemo-mel.js';
import { requireValues, sizeOf } from '../../onnx/graph-sizes.js';
import { type Session, Tensor } from '../../onnx/session.js';

const encoderDefaults = {
  /**
   * Seconds of padded audio in one batch of the encoder. Short windows share one reading of its weights; long ones gain
   * nothing, and each second takes more than 3 MB in the convolutions of Parakeet 0.6B.
   */
  secondsAtOnce: 20,
  /** A window shorter than this share of the longest goes into another batch: all are padded to the longest. */
  shortest: 0.7,
} as const;

interface NemoEncoder {
  /** One result for each window, in their order. Windows of similar length should be neighbours. */
  encode(windows: readonly Float32Array[], signal?: AbortSignal): Promise<Encoded[]>;
}

export interface NemoEncoderOptions {
  readonly path: string;
  /** Mel bands, in case the graph does not declare them. */
  readonly bins: number | null;
  /** `per_feature` of NeMo's preprocessor; otherwise the logarithms of the energies stay as they are. */
  readonly normalize: boolean;
  /** Feature frames in one encoder frame. */
  readonly subsampling: number;
  /** Which output; NeMo's encoders put time on the last axis, its CTC networks on the middle one. */
  readonly output: 'outputs' | 'logprobs';
}

/**
 * A Conformer of NeMo, from samples to frames: `audio_signal` [B, bins, T] and `length` [B] -> `outputs`
 * [B, width, T'], or `logprobs` [B, T', width].
 *
 * @throws ScribeError MODEL when the graph has other inputs and outputs, or does not declare its number of mel bands.
 */
export function createNemoEncoder(session: Session, options: NemoEncoderOptions): NemoEncoder {
  const { path, output, subsampling } = options;
  requireValues(session, path, ['audio_signal', 'length', output]);
  const bins = bandsOf(session, options);
  const mel = createNemoMel({ bins, normalize: options.normalize ? 'per-feature' : 'none' });
  const hasLengths = session.outputNames.includes('encoded_lengths');
  const oneByOne = sizeOf(session, 'audio_signal', 0) === 1;

  async function encodeTogether(windows: readonly Float32Array[]): Promise<Encoded[]> {
    const lengths = windows.map((window) => mel.frames(window.length));
    const longest = Math.max(...lengths);
    const features = new Float32Array(windows.length * bins * longest);
    windows.forEach((window, i) => {
      mel.compute(window, features.subarray(i * bins * longest, (i + 1) * bins * longest), longest);
    });
    const fetches = hasLengths ? [output, 'encoded_lengths'] : [output];
    const out = await session.run(
      {
        audio_signal: new Tensor('float32', features, [windows.length, bins, longest]),
        length: new Tensor('int64', BigInt64Array.from(lengths, BigInt), [windows.length]),
      },
      fetches,
    );
    const { data, dims } = out[output];
    const size = dims[1] * dims[2];
    return lengths.map((length, i) => {
      const row = (data as Float32Array).subarray(i * size, (i + 1) * size);
      const kept = hasLengths ? Number(out.encoded_lengths.data[i]) : Math.ceil(length / subsampling);
      return output === 'outputs'
        ? { frames: transpose(row, dims[1], dims[2], kept), length: kept }
        : { frames: row.slice(0, kept * dims[2]), length: kept };
    });
  }

  return {
    async encode(windows, signal) {
      const encoded: Encoded[] = [];
      for (let at = 0; at < windows.length; ) {
        signal?.throwIfAborted();
        let end = at;
        let longest = 0;
        let shortest = Number.POSITIVE_INFINITY;
        do {
          const length = windows[end].length;
          longest = Math.max(longest, length);
          shortest = Math.min(shortest, length);
          const alike = shortest >= encoderDefaults.shortest * longest;
          const room = (end + 1 - at) * longest <= encoderDefaults.secondsAtOnce * sampleRate;
          if (end > at && !(alike && room)) break;
          end++;
        } while (end < windows.length && !oneByOne);
        encoded.push(...(await encodeTogether(windows.slice(at, end))));
        at = end;
      }
      return encoded;
    },
  };
}

function bandsOf(session: Session, { path, bins }: NemoEncoderOptions): number {
  const found = sizeOf(session, 'audio_signal', 1) ?? bins;
  if (found !== null) return found;
  throw new ScribeError('MODEL', `The network ${path} does not declare how many mel bands it takes.`, {
    hint: 'Use an export with a config.json, or with metadata.',
  });
}

/** [width, columns] -> the first `kept` of [columns, width]. */
function transpose(values: Float32Array, width: number, columns: number, kept: number): Float32Array {
  const out = new Float32Array(kept * width);
  for (let d = 0; d < width; d++) for (let t = 0; t < kept; t++) out[t * width + d] = values[d * columns + t];
  return out;
}

/** One window after the encoder; of a CTC network, with log probabilities as frames. */
export interface Encoded {
  /** [length, width] */
  readonly frames: Float32Array;
  readonly length: number;
}
