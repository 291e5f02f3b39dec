import { z } from 'zod';
import { sampleRate } from '../domain/recording.js';
import { ScribeError } from '../errors.js';
import type { PcmReader } from '../features/pcm.js';
import { sizeOf } from '../onnx/graph-sizes.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import type { Session } from '../onnx/session.js';
import { listPowerset, speakerProbabilities } from './powerset.js';
import { type SharedNetwork, scoreShared, scoreWhole } from './score-windows.js';

/** Who speaks in a window, by a network that knows no names: speaker 1 of one window is not speaker 1 of the next. */
export interface Segmenter {
  /** Name in the catalog. */
  readonly model: string;
  /** Samples that the network sees at once. */
  readonly window: number;
  /** Frames of a window. */
  readonly frames: number;
  /** The sample that frame 0 is centred on. */
  readonly firstFrame: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Speakers whom a window can tell apart. */
  readonly speakers: number;
  /**
   * Segments windows of a recording, in order.
   * @param starts the first sample of each window; what lies outside the recording is silence
   * @returns probability that each local speaker of a window speaks, [windows, frames, speakers]
   */
  segment(pcm: PcmReader, starts: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
}

const count = z.coerce.number({ error: 'is missing or no number' }).int().positive();

/** What pyannote's networks do not say in their graph, under the names that sherpa-onnx's exports note in the file. */
const layoutSchema = z.object({
  sample_rate: count.default(sampleRate).refine((rate) => rate === sampleRate, 'has to be 16000'),
  num_speakers: count,
  /** How many of them may speak at once. */
  powerset_max_classes: count,
  window_size: count,
  receptive_field_size: count,
  receptive_field_shift: count,
});

/**
 * A segmentation network in pyannote's layout: samples f32 [N, 1, T] -> scores of the powerset's classes f32 [N, F, C].
 * An export names its values as it likes, and may be limited to one window at a time.
 *
 * @param network the whole network, or its parts if they are known
 * @param facts the file's metadata, overridden by the catalog's parameters
 * @throws ScribeError MODEL when they say too little, or the graph contradicts them.
 */
export function createPyannoteSegmenter(
  network: Session | SharedNetwork,
  model: string,
  facts: Readonly<Record<string, unknown>>,
): Segmenter {
  const parsed = layoutSchema.safeParse(facts);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw wrong(model, `its layout is not known (${problems.join('; ')})`);
  }
  const layout = parsed.data;
  const speakers = layout.num_speakers;
  const window = layout.window_size;
  const hop = layout.receptive_field_shift;
  const frames = Math.floor((window - layout.receptive_field_size) / hop) + 1;
  const classes = listPowerset(speakers, layout.powerset_max_classes);
  const shared = 'layer' in network;
  const last = shared ? network.rest : network;
  const [output] = last.outputNames;
  const samples = shared ? null : sizeOf(network, network.inputNames[0], 2);
  const declared = [samples, sizeOf(last, output, 1), sizeOf(last, output, 2)];
  const expected = [window, frames, classes.length];
  if (declared.some((size, i) => size !== null && size !== expected[i]))
    throw wrong(model, describeDifference(declared, expected));
  const scoreWindows = shared ? scoreShared(network) : scoreWhole(network);

  return {
    model,
    window,
    frames,
    firstFrame: (layout.receptive_field_size - 1) / 2,
    hop,
    speakers,
    async segment(pcm, starts, signal) {
      const probabilities = new Float32Array(starts.length * frames * speakers);
      let at = 0;
      signal?.throwIfAborted();
      for await (const { data, dims } of scoreWindows(pcm, starts, window)) {
        if (dims[1] !== frames || dims[2] !== classes.length)
          throw wrong(model, describeDifference([window, dims[1], dims[2]], expected));
        requireNumbers(data as Float32Array, `the model ${model}`);
        probabilities.set(speakerProbabilities(data as Float32Array, classes, speakers), at);
        at += frames * speakers;
        signal?.throwIfAborted();
      }
      return probabilities;
    },
  };
}

function describeDifference(found: readonly (number | null)[], expected: readonly number[]): string {
  const say = (sizes: readonly (number | null)[]) =>
    `${sizes[0] ?? 'any number of'} samples, ${sizes[1] ?? 'any number of'} frames and ${sizes[2] ?? 'any number of'} classes`;
  return `it has ${say(found)}, and was expected to have ${say(expected)}`;
}

function wrong(model: string, reason: string): ScribeError {
  return new ScribeError('MODEL', `Loading the segmentation model ${model} failed: ${reason}.`, {
    hint: 'Run `scribe models list` and choose another one, or run `scribe models verify`.',
  });
}
