import { undetermined } from '../asr/recognizer.js';
import type { InstalledModel } from '../models/installed.js';

/** Which model recognizes which language. */
export interface Recognizers {
  /** Hears which language is spoken; null: nothing that is installed can, or the language was said. */
  readonly listener: InstalledModel | null;
  /** Language code -> model; `*`: every other language, and speech whose language is not known. */
  readonly byLanguage: Readonly<Record<string, InstalledModel>>;
}

/** One model for whatever is spoken. */
export function soleRecognizer(model: InstalledModel): Recognizers {
  return { listener: null, byLanguage: { '*': model } };
}

/** The model for a language. */
export function recognizerFor({ byLanguage }: Recognizers, language: string): InstalledModel {
  return byLanguage[language] ?? byLanguage['*'];
}

/** Whether a model can be told to recognize a language. */
export function recognizes({ languages }: InstalledModel, language: string): boolean {
  return language !== undetermined && (languages.includes(language) || languages.includes('*'));
}
