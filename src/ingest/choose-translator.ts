import { ScribeError } from '../errors.js';
import type { CatalogModel } from '../models/catalog.js';

/** Whether a model can write in English what is said in another language: Whisper can, unless it was not trained to. */
const translates = ({ architecture, languages, parameters }: CatalogModel): boolean =>
  architecture === 'whisper' &&
  (languages.length > 1 || languages[0] === '*') &&
  parameters.translates !== false;

/**
 * The model for `--translate`: the recognizer that is named, if it can; else the best installed one that can. Pure.
 *
 * @param named what `--model` names; null: it is left to scribe.
 * @throws ScribeError MODEL when none can.
 */
export function chooseTranslator(
  named: CatalogModel | null,
  installed: readonly CatalogModel[],
): CatalogModel {
  if (named && translates(named)) return named;
  const rank = (model: CatalogModel) => model.rank ?? Number.MAX_SAFE_INTEGER;
  const [best] = installed.filter(translates).sort((a, b) => rank(a) - rank(b));
  if (best) return best;
  throw new ScribeError('MODEL', 'Choosing a model for `--translate`: no installed model can translate.', {
    hint: 'Only multilingual Whisper models can: run `scribe models pull whisper-small`, or leave out `--translate`.',
  });
}
