import { ScribeError } from '../../errors.js';
import type { InstalledModel } from '../../models/installed.js';
import { openSession, type SessionOptions } from '../../onnx/session.js';
import { createNemoEncoder } from '../nemo/encoder.js';
import { findNetwork, findVocabulary, readModelFacts } from '../nemo/model-folder.js';
import { createNemoRecognizer } from '../nemo/recognizer.js';
import { readVocabulary } from '../nemo/vocabulary.js';
import type { Recognizer } from '../recognizer.js';
import { alignPath, collapse, decodeBestPath } from './paths.js';
import { prefixDefaults, searchPrefixes } from './prefix-beam.js';

/**
 * Opens a CTC network of NeMo: `model.onnx` or `model.int8.onnx`, with `vocab.txt` or `tokens.txt`.
 *
 * @throws ScribeError MODEL when its files cannot be opened or do not fit together.
 */
export async function createCtcRecognizer(
  installed: InstalledModel,
  options: SessionOptions,
): Promise<Recognizer> {
  const { folder } = installed;
  const vocabulary = readVocabulary(findVocabulary(folder));
  const { blank } = vocabulary;
  const path = findNetwork(folder, 'model');
  if (!path)
    throw new ScribeError('MODEL', `${folder} does not contain a CTC network: there is no model.onnx.`, {
      hint: 'Run `scribe doctor` to check the installed models.',
    });
  const session = await openSession(path, options);
  try {
    const { bins, normalize, subsampling } = await readModelFacts(installed, path);
    const settings = { path, bins, normalize, subsampling, output: 'logprobs' } as const;
    const encoder = createNemoEncoder(session, settings);
    return createNemoRecognizer(installed, {
      vocabulary,
      secondsPerFrame: subsampling / 100,
      async decode(audio, { beam, graph, signal }) {
        const windows = await encoder.encode(audio, signal);
        return windows.map((window) => {
          signal?.throwIfAborted();
          const width = window.frames.length / Math.max(1, window.length);
          if (window.length > 0 && width !== vocabulary.pieces.length)
            throw new ScribeError(
              'MODEL',
              `The network ${path} has ${width} outputs, but its vocabulary has ${vocabulary.pieces.length} tokens.`,
              { hint: 'Its vocabulary belongs to another model: install the model again.' },
            );
          if (beam === 1) return decodeBestPath(window, blank);
          const tokens = searchPrefixes(window, { ...prefixDefaults, blank, beam, graph });
          return collapse(alignPath(tokens, window, blank), window, blank);
        });
      },
      close: () => session.release(),
    });
  } catch (error) {
    await session.release();
    throw error;
  }
}
