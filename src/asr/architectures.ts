import { ScribeError } from '../errors.js';
import type { InstalledModel } from '../models/installed.js';
import type { SessionOptions } from '../onnx/session.js';
import type { LanguageListener, Recognizer } from './recognizer.js';

type Loader = (model: InstalledModel, options: SessionOptions) => Promise<Recognizer>;

/** Every architecture of recognition models that scribe can run; what runs it is loaded with the first model. */
const loaders: Readonly<Record<string, Loader>> = {
  ctc: async (...model) => (await import('./ctc/recognizer.js')).createCtcRecognizer(...model),
  transducer: async (...model) =>
    (await import('./transducer/recognizer.js')).createTransducerRecognizer(...model),
  whisper: async (...model) => (await import('./whisper/recognizer.js')).createWhisperRecognizer(...model),
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

/**
 * Opens a model for hearing languages.
 *
 * @throws ScribeError MODEL when it cannot identify them, or its files cannot be opened.
 */
export async function loadListener(
  model: InstalledModel,
  options: SessionOptions,
): Promise<LanguageListener> {
  if (model.architecture === 'whisper')
    return (await import('./whisper/listener.js')).createWhisperListener(model, options);
  throw new ScribeError('MODEL', `The model ${model.name} cannot identify languages.`, {
    hint: 'Name the language with `--language`.',
  });
}
