import { ScribeError } from '../../errors.js';
import { openSession, type Session, type SessionOptions } from '../../onnx/session.js';
import { demandValues, fixedSize, sizeOf } from '../nemo/graph-sizes.js';
import { findNetwork } from '../nemo/model-folder.js';
import type { Vocabulary } from '../nemo/vocabulary.js';
import { createFusedJoint } from './fused-joint.js';
import type { Joint, JointRoom, JointSizes } from './joint.js';
import { completeSizes, type JointParts } from './joint-trial.js';
import { createSplitJoint } from './split-joint.js';

/** The graphs of a transducer. Everything about their sizes is read from them, or found by trying. */
export interface TransducerNetwork {
  readonly encoder: Session;
  readonly encoderPath: string;
  readonly sizes: JointSizes;
  joint(room: JointRoom): Joint;
  close(): Promise<void>;
}

/**
 * Opens the graphs of a folder: `encoder-model` and `decoder_joint-model` (onnx-asr), or `encoder`, `decoder` and
 * `joiner` (sherpa-onnx).
 *
 * @throws ScribeError MODEL when a file is missing, is of another kind, or does not fit the vocabulary.
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
      `${folder} does not hold a transducer: there is neither encoder-model.onnx with decoder_joint-model.onnx, nor encoder.onnx with decoder.onnx and joiner.onnx.`,
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
    demandValues(encoder, encoderPath, ['audio_signal', 'length', 'outputs']);
    const parts = fused
      ? fusedParts(await open(fused), fused, vocabulary)
      : splitParts(await open(predictor as string), await open(joiner as string), folder, vocabulary);
    const width = sizeOf(encoder, 'outputs', 1) ?? parts.known.width;
    if (width !== parts.known.width)
      throw new ScribeError(
        'MODEL',
        `The encoder in ${folder} gives frames of ${width} values, its joint network takes ${parts.known.width}.`,
        { hint: 'Its files belong to different models: install the model again.' },
      );
    const sizes = await completeSizes(parts, folder);
    return {
      encoder,
      encoderPath,
      sizes,
      joint: (room) => parts.create(sizes, room),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function fusedParts(session: Session, path: string, { pieces, blank }: Vocabulary): JointParts {
  demandValues(session, path, ['encoder_outputs', 'targets', 'target_length', 'outputs']);
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
    create: (sizes, room) => createFusedJoint(graph, sizes, room),
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
    create: (sizes, room) => createSplitJoint({ predictor, joiner, predicted }, sizes, room),
  };
}

const stateShapes = (session: Session, path: string, names: readonly string[]) =>
  names.map((name) => ({
    layers: fixedSize(session, path, name, 0),
    hidden: fixedSize(session, path, name, 2),
  }));
