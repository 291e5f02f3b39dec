import { ScribeError } from '../../errors.js';
import { fixedSize, requireValues, sizeOf } from '../../onnx/graph-sizes.js';
import { openSession, type Session, type SessionOptions } from '../../onnx/session.js';
import { findNetwork } from '../nemo/model-folder.js';
import type { Vocabulary } from '../nemo/vocabulary.js';
import { createFusedJoint } from './fused-joint.js';
import type { Joint, JointCapacity, JointSizes } from './joint.js';
import { createSplitJoint } from './split-joint.js';

/** The graphs of a transducer; their sizes are read from them, or found by running them. */
export interface TransducerNetwork {
  readonly encoder: Session;
  readonly encoderPath: string;
  readonly sizes: JointSizes;
  joint(capacity: JointCapacity): Joint;
  close(): Promise<void>;
}

/**
 * Opens the graphs of a folder: `encoder-model` and `decoder_joint-model` (onnx-asr), or `encoder`, `decoder` and
 * `joiner` (sherpa-onnx).
 *
 * @throws ScribeError MODEL when a file is missing, is another kind of network, or does not fit the vocabulary.
 */
export async function openTransducer(
  folder: string,
  vocabulary: Vocabulary,
  options: SessionOptions,
): Promise<TransducerNetwork> {
  const find = (stem: string) => findNetwork(folder, stem);
  const fused = find('decoder_joint-model');
  const [predictor, joiner] = [find('decoder'), find('joiner')];
  const encoderPath = find(fused ? 'encoder-model' : 'encoder');
  if (!encoderPath || !(fused || (predictor && joiner)))
    throw new ScribeError(
      'MODEL',
      `${folder} does not contain a transducer: there is neither encoder-model.onnx with decoder_joint-model.onnx, nor encoder.onnx with decoder.onnx and joiner.onnx.`,
      { hint: 'Run `scribe doctor` to check the installed models.' },
    );
  const sessions: Session[] = [];
  const open = async (path: string) => {
    const session = await openSession(path, options);
    sessions.push(session);
    return session;
  };
  const close = async () => {
    for (const session of sessions) await session.release();
  };
  try {
    const encoder = await open(encoderPath);
    requireValues(encoder, encoderPath, ['audio_signal', 'length', 'outputs']);
    const parts = fused
      ? fusedParts(await open(fused), fused, vocabulary)
      : splitParts(await open(predictor as string), await open(joiner as string), folder, vocabulary);
    const width = sizeOf(encoder, 'outputs', 1) ?? parts.known.width;
    if (width !== parts.known.width)
      throw new ScribeError(
        'MODEL',
        `The encoder in ${folder} gives frames of ${width} values, but its joint network takes ${parts.known.width}.`,
        { hint: 'Its files belong to different models: install the model again.' },
      );
    const sizes = await completeSizes(parts, folder);
    return {
      encoder,
      encoderPath,
      sizes,
      joint: (capacity) => parts.create(sizes, capacity),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function fusedParts(session: Session, path: string, { pieces, blank }: Vocabulary): JointParts {
  requireValues(session, path, ['encoder_outputs', 'targets', 'target_length', 'outputs']);
  const isState = (name: string) => name.includes('states');
  const stateInputs = session.inputNames.filter(isState);
  const graph = { session, stateInputs, stateOutputs: session.outputNames.filter(isState) };
  const known = {
    vocabulary: pieces.length,
    blank,
    width: fixedSize(session, path, 'encoder_outputs', 1),
    states: stateShapes(session, path, stateInputs),
  };
  return {
    known,
    create: (sizes, capacity) => createFusedJoint(graph, sizes, capacity),
  };
}

function splitParts(
  predictor: Session,
  joiner: Session,
  folder: string,
  { pieces, blank }: Vocabulary,
): JointParts {
  const [framesName, textName] = joiner.inputNames;
  const predicted = fixedSize(joiner, folder, textName, 1);
  const known = {
    vocabulary: pieces.length,
    blank,
    width: fixedSize(joiner, folder, framesName, 1),
    states: stateShapes(predictor, folder, predictor.inputNames.slice(2)),
  };
  return {
    known,
    create: (sizes, capacity) => createSplitJoint({ predictor, joiner, predicted }, sizes, capacity),
  };
}

const stateShapes = (session: Session, path: string, names: readonly string[]) =>
  names.map((name) => ({
    layers: fixedSize(session, path, name, 0),
    hidden: fixedSize(session, path, name, 2),
  }));

/** What is known about a joint network before it has run. */
interface JointParts {
  readonly known: Omit<JointSizes, 'durations' | 'maxRows' | 'maxPredictorRows'>;
  readonly create: (sizes: JointSizes, capacity: JointCapacity) => Joint;
}

/**
 * Runs a joint network to find out how many outputs it has, and whether it takes several rows at once: some exports fix
 * the batch at one without declaring it.
 *
 * @throws ScribeError MODEL when the networks do not run, or have outputs that do not fit the vocabulary.
 */
export async function completeSizes({ known, create }: JointParts, folder: string): Promise<JointSizes> {
  const sizes = { ...known, durations: 0, maxRows: 1, maxPredictorRows: 1 };
  const alone = await probe(create(sizes, trial)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('MODEL', `Running the joint network in ${folder} failed: ${reason}`, {
      hint: 'Use an export of this model for onnx-asr or sherpa-onnx.',
      cause,
    });
  });
  const durations = alone.length / 2 - known.vocabulary;
  if (durations < 0 || durations > mostDurations)
    throw new ScribeError(
      'MODEL',
      `The joint network in ${folder} has ${alone.length / 2} outputs, but the vocabulary has ${known.vocabulary} tokens.`,
      { hint: 'Its vocabulary belongs to another model: install the model again.' },
    );
  for (const maxPredictorRows of [unlimited, 1]) {
    const several = { ...known, durations, maxRows: unlimited, maxPredictorRows };
    const together = await probe(create(several, trial)).catch(() => null);
    if (together && alike(alone, together)) return several;
  }
  return { ...sizes, durations };
}

/** Released models have 5; more outputs than this are tokens that the vocabulary lacks. */
const mostDurations = 16;
const unlimited = Number.POSITIVE_INFINITY;
const trial = { slots: 2, rows: 2 };

/** Logits of two empty texts after one of them has got a token, [2 rows, outputs]. */
async function probe(joint: Joint): Promise<Float32Array> {
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
 * Share of the logits' range by which they may differ: with more rows, sums are added in another order, and 8-bit graphs
 * quantize all rows on one scale.
 */
const tolerance = 0.05;

function alike(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const spread = a.reduce((m, x) => Math.max(m, x), a[0]) - a.reduce((m, x) => Math.min(m, x), a[0]);
  return a.every((x, i) => Math.abs(x - b[i]) <= tolerance * spread);
}
