import { ScribeError } from '../../errors.js';
import type { Joint, JointRoom, JointSizes } from './joint.js';

/** What is known of a joint network before it has run. */
export interface JointParts {
  readonly known: Omit<JointSizes, 'durations' | 'maxRows' | 'maxPredictorRows'>;
  readonly create: (sizes: JointSizes, room: JointRoom) => Joint;
}

/**
 * Finds out by running it how wide a joint network's output is, and whether it takes several rows at once: some exports
 * have a batch of one written into them, and not all of them say so.
 *
 * @throws ScribeError MODEL when the networks do not run, or have outputs that do not fit the vocabulary.
 */
export async function completeSizes({ known, create }: JointParts, folder: string): Promise<JointSizes> {
  const sizes = { ...known, durations: 0, maxRows: 1, maxPredictorRows: 1 };
  const alone = await run(create(sizes, trial)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('MODEL', `Running the joint network in ${folder} failed: ${reason}`, {
      hint: 'Take an export of this model for onnx-asr or sherpa-onnx.',
      cause,
    });
  });
  const durations = alone.length / 2 - known.vocabulary;
  if (durations < 0 || durations > mostDurations)
    throw new ScribeError(
      'MODEL',
      `The joint network in ${folder} has ${alone.length / 2} outputs, and the vocabulary ${known.vocabulary} tokens.`,
      { hint: 'Its vocabulary belongs to another model: install the model again.' },
    );
  for (const maxPredictorRows of [any, 1]) {
    const several = { ...known, durations, maxRows: any, maxPredictorRows };
    const together = await run(create(several, trial)).catch(() => null);
    if (together && alike(alone, together)) return several;
  }
  return { ...sizes, durations };
}

/** The released models have 5; more than this are tokens that the vocabulary lacks. */
const mostDurations = 16;
const any = Number.POSITIVE_INFINITY;
const trial = { slots: 2, rows: 2 };

/** Logits of two texts that are empty, and of one of them after its first token. */
async function run(joint: Joint): Promise<Float32Array> {
  const slots = Int32Array.of(0, 1);
  joint.frames.forEach((_, i) => {
    joint.frames[i] = Math.sin(i);
  });
  joint.begin(0);
  joint.begin(1);
  await joint.step(slots, 2);
  joint.extend(1, 1, 0);
  return (await joint.step(slots, 2)).slice();
}

/**
 * Share of the spread of the logits by which they may differ: sums are added up in another order when there are more
 * rows, and 8-bit graphs quantize all rows on one scale.
 */
const tolerance = 0.05;

function alike(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const spread = a.reduce((m, x) => Math.max(m, x), a[0]) - a.reduce((m, x) => Math.min(m, x), a[0]);
  return a.every((x, i) => Math.abs(x - b[i]) <= tolerance * spread);
}
