import { sampleRate } from '../../domain/recording.js';
import { ScribeError } from '../../errors.js';
import { createNemoMel } from '../../features/nemo-mel.js';
import { requireValues, sizeOf } from '../../onnx/graph-sizes.js';
import { type Session, Tensor } from '../../onnx/session.js';

export const encoderDefaults = {
  /**
   * Seconds of padded audio that go through the encoder at once. Short windows share the reading of its weights; long
   * ones gain nothing from company, and a second takes more than 3 MB in the convolutions of Parakeet 0.6B.
   */
  secondsAtOnce: 20,
  /** A clip shorter than this share of the longest is not put beside it: all are padded to the longest. */
  shortest: 0.7,
} as const;

export interface NemoEncoder {
  /** What is heard in each clip, in their order. Clips of like length should be neighbours. */
  encode(clips: readonly Float32Array[], signal?: AbortSignal): Promise<Encoded[]>;
}

export interface NemoEncoderOptions {
  readonly path: string;
  /** Mel bands, where the graph does not say them. */
  readonly bins: number | null;
  /** `per_feature` of NeMo's preprocessor; without it the logarithms of the energies are taken as they are. */
  readonly normalize: boolean;
  /** Frames of features in one of the encoder's. */
  readonly subsampling: number;
  /** The output, and which of its axes is time: NeMo's encoders put it last, its CTC networks in the middle. */
  readonly output: 'outputs' | 'logprobs';
}

/**
 * A Conformer of NeMo, from samples to frames: `audio_signal` [B, bins, T] and `length` [B] -> `outputs`
 * [B, width, T'], or `logprobs` [B, T', width].
 *
 * @throws ScribeError MODEL when the graph has other inputs and outputs, or does not say how many bands it takes.
 */
export function createNemoEncoder(session: Session, options: NemoEncoderOptions): NemoEncoder {
  const { path, output, subsampling } = options;
  requireValues(session, path, ['audio_signal', 'length', output]);
  const bins = bandsOf(session, options);
  const mel = createNemoMel({ bins, normalize: options.normalize ? 'per-feature' : 'none' });
  const hasLengths = session.outputNames.includes('encoded_lengths');
  const oneByOne = sizeOf(session, 'audio_signal', 0) === 1;

  async function encodeTogether(clips: readonly Float32Array[]): Promise<Encoded[]> {
    const lengths = clips.map((clip) => mel.frames(clip.length));
    const longest = Math.max(...lengths);
    const features = new Float32Array(clips.length * bins * longest);
    clips.forEach((clip, i) => {
      mel.compute(clip, features.subarray(i * bins * longest, (i + 1) * bins * longest), longest);
    });
    const fetches = hasLengths ? [output, 'encoded_lengths'] : [output];
    const out = await session.run(
      {
        audio_signal: new Tensor('float32', features, [clips.length, bins, longest]),
        length: new Tensor('int64', BigInt64Array.from(lengths, BigInt), [clips.length]),
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
    async encode(clips, signal) {
      const encoded: Encoded[] = [];
      for (let at = 0; at < clips.length; ) {
        signal?.throwIfAborted();
        let end = at;
        let longest = 0;
        let shortest = Number.POSITIVE_INFINITY;
        do {
          const length = clips[end].length;
          longest = Math.max(longest, length);
          shortest = Math.min(shortest, length);
          const alike = shortest >= encoderDefaults.shortest * longest;
          const room = (end + 1 - at) * longest <= encoderDefaults.secondsAtOnce * sampleRate;
          if (end > at && !(alike && room)) break;
          end++;
        } while (end < clips.length && !oneByOne);
        encoded.push(...(await encodeTogether(clips.slice(at, end))));
        at = end;
      }
      return encoded;
    },
  };
}

function bandsOf(session: Session, { path, bins }: NemoEncoderOptions): number {
  const found = sizeOf(session, 'audio_signal', 1) ?? bins;
  if (found !== null) return found;
  throw new ScribeError('MODEL', `The network ${path} does not say how many mel bands it takes.`, {
    hint: 'Take an export with a config.json, or with metadata.',
  });
}

/** [width, columns] -> the first `kept` of [columns, width]. */
function transpose(values: Float32Array, width: number, columns: number, kept: number): Float32Array {
  const out = new Float32Array(kept * width);
  for (let d = 0; d < width; d++) for (let t = 0; t < kept; t++) out[t * width + d] = values[d * columns + t];
  return out;
}

/** What the encoder heard in one window. */
export interface Encoded {
  /** [length, width] */
  readonly frames: Float32Array;
  readonly length: number;
}
