import { ScribeError } from '../../errors.js';
import type { InstalledModel } from '../../models/installed.js';
import type { SessionOptions } from '../../onnx/session.js';
import { createNemoEncoder } from '../nemo/encoder.js';
import { findVocabulary, readModelFacts } from '../nemo/model-folder.js';
import { createNemoRecognizer } from '../nemo/recognizer.js';
import { readVocabulary } from '../nemo/vocabulary.js';
import type { Recognizer } from '../recognizer.js';
import { beamCapacity, beamDefaults, decodeBeam } from './beam.js';
import { decodeGreedy, maxTokensPerFrameDefault } from './greedy.js';
import { openTransducer } from './network.js';

/**
 * Opens a transducer of NeMo, such as Parakeet TDT, in the layout of onnx-asr or of sherpa-onnx.
 *
 * @throws ScribeError MODEL when its files cannot be opened or do not fit together.
 */
export async function createTransducerRecognizer(
  installed: InstalledModel,
  options: SessionOptions,
): Promise<Recognizer> {
  const { folder } = installed;
  const vocabulary = readVocabulary(findVocabulary(folder));
  const network = await openTransducer(folder, vocabulary, options);
  const { encoderPath } = network;
  const { durations } = network.sizes;
  try {
    const facts = await readModelFacts(installed, encoderPath);
    if (facts.kind.includes('tdt') !== durations > 0 && /tdt|rnnt/.test(facts.kind))
      throw new ScribeError(
        'MODEL',
        `The model in ${folder} calls itself ${facts.kind}, but its joint network has ${durations} durations.`,
        { hint: 'Its files belong to different models: install the model again.' },
      );
    const { bins, normalize, subsampling } = facts;
    const encoder = createNemoEncoder(network.encoder, {
      path: encoderPath,
      bins,
      normalize,
      subsampling,
      output: 'outputs',
    });
    const common = {
      blank: vocabulary.blank,
      maxTokensPerFrame: facts.maxTokensPerFrame ?? maxTokensPerFrameDefault,
    };
    return createNemoRecognizer(installed, {
      vocabulary,
      secondsPerFrame: subsampling / 100,
      async decode(audio, { beam, graph, signal }) {
        const windows = await encoder.encode(audio, signal);
        if (beam === 1) {
          const joint = network.joint({ slots: windows.length, rows: windows.length });
          return decodeGreedy(joint, windows, { ...common, signal });
        }
        const joint = network.joint(beamCapacity(windows.length, beam, durations));
        return decodeBeam(joint, windows, { ...common, ...beamDefaults, beam, graph, signal });
      },
      close: () => network.close(),
    });
  } catch (error) {
    await network.close();
    throw error;
  }
}
