import { z } from 'zod';
import { sampleRate } from '../domain/recording.js';
import { ScribeError } from '../errors.js';
import { sizeOf } from '../onnx/graph-sizes.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { type Session, Tensor } from '../onnx/session.js';
import { listPowerset, speakerProbabilities } from './powerset.js';

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
   * @param samples [windows, window] in [-1, 1]
   * @returns probability that each local speaker speaks, [windows, frames, speakers]
   */
  segment(samples: Float32Array, windows: number): Promise<Float32Array>;
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
 * An export names its values as it likes, and may be limited to one window at a time. The caller closes the session.
 *
 * @param facts the file's metadata, overridden by the catalog's parameters
 * @throws ScribeError MODEL when they say too little, or the graph contradicts them.
 */
export function createPyannoteSegmenter(
  session: Session,
  model: string,
  facts: Readonly<Record<string, unknown>>,
): Segmenter {
  const parsed = layoutSchema.safeParse(facts);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw wrong(model, `its layout is not known (${problems.join('; ')})`);
  }
  const layout = parsed.data;
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const speakers = layout.num_speakers;
  const window = layout.window_size;
  const hop = layout.receptive_field_shift;
  const frames = Math.floor((window - layout.receptive_field_size) / hop) + 1;
  const classes = listPowerset(speakers, layout.powerset_max_classes);
  const declared = [sizeOf(session, input, 2), sizeOf(session, output, 1), sizeOf(session, output, 2)];
  const expected = [window, frames, classes.length];
  if (declared.some((size, i) => size !== null && size !== expected[i]))
    throw wrong(model, describeDifference(declared, expected));
  const batch = sizeOf(session, input, 0) ?? Number.POSITIVE_INFINITY;

  return {
    model,
    window,
    frames,
    firstFrame: (layout.receptive_field_size - 1) / 2,
    hop,
    speakers,
    async segment(samples, windows) {
      const probabilities = new Float32Array(windows * frames * speakers);
      for (let from = 0; from < windows; from += batch) {
        const rows = Math.min(batch, windows - from);
        const x = samples.subarray(from * window, (from + rows) * window);
        const found = await session.run({ [input]: new Tensor('float32', x, [rows, 1, window]) });
        const { data, dims } = found[output];
        if (dims[1] !== frames || dims[2] !== classes.length)
          throw wrong(model, describeDifference([window, dims[1], dims[2]], expected));
        requireNumbers(data as Float32Array, `the model ${model}`);
        const part = speakerProbabilities(data as Float32Array, classes, speakers);
        probabilities.set(part, from * frames * speakers);
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
