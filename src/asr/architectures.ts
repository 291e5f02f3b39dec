import { ScribeError } from '../errors.js';
import type { InstalledModel } from '../models/installed.js';
import type { SessionOptions } from '../onnx/session.js';
import { createCtcRecognizer } from './ctc/recognizer.js';
import type { Recognizer } from './recognizer.js';
import { createTransducerRecognizer } from './transducer/recognizer.js';
import { createWhisperRecognizer } from './whisper/recognizer.js';

type Loader = (model: InstalledModel, options: SessionOptions) => Promise<Recognizer>;

/** Every architecture of recognition models that scribe can run. */
const loaders: Readonly<Record<string, Loader>> = {
  ctc: createCtcRecognizer,
  transducer: createTransducerRecognizer,
  whisper: createWhisperRecognizer,
};

export const recognizerArchitectures: readonly string[] = Object.keys(loaders);

/**
 * Loads the recognizer of an installed model.
 *
 * @throws ScribeError MODEL when its architecture is unknown or its files cannot be opened.
 */
export function loadRecognizer(model: InstalledModel, options: SessionOptions): Promise<Recognizer> {
  const load = loaders[model.architecture];
  if (!load)
    throw new ScribeError(
      'MODEL',
      `Loading the model ${model.name}: this version of scribe does not know its architecture ${model.architecture}.`,
      { hint: 'Run `scribe models list` and choose another model.' },
    );
  return load(model, options);
}
