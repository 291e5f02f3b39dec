import { type CatalogModel, isShipped, speaks } from './catalog.js';
import { type Machine, runsWell, suitability } from './suitability.js';

/**
 * The recognition model that `auto` chooses among the installed ones; null when none speaks the language.
 *
 * Of the models that ship, only the catalog's choice for the language competes with the models that were pulled. They
 * are compared by, in this order: whether the machine runs them well; when the language is unknown, whether they speak
 * more than one, because an English-only network writes English nonsense for anything else; whether they fit into
 * memory; the catalog's rank. Speed is estimated from the number of processors, not measured, so that the same machine
 * always chooses the same model.
 *
 * @param language ISO 639-1, or `auto`
 */
export function chooseRecognizer(
  installed: readonly CatalogModel[],
  language: string,
  machine: Machine,
): CatalogModel | null {
  const speaking = installed.filter(
    (model) => model.task === 'recognition' && (language === 'auto' || speaks(model, language)),
  );
  const shipped = shippedChoice(speaking, language);
  const candidates = speaking.filter((model) => model === shipped || !model.shippedFor);
  const narrow = (model: CatalogModel) => Number(language === 'auto' && isEnglishOnly(model));
  const keys = (model: CatalogModel) => [
    Number(!runsWell(model, machine)),
    narrow(model),
    Number(!suitability(model, machine).fits),
    model.rank ?? Number.MAX_SAFE_INTEGER,
  ];
  return candidates.sort((a, b) => compare(keys(a), keys(b)))[0] ?? null;
}

/**
 * The best model to pull for a language: one that does not ship and that this machine runs well.
 * @param candidates models whose architecture this version of scribe can run
 */
export function recommendRecognizer(
  candidates: readonly CatalogModel[],
  language: string,
  machine: Machine,
): CatalogModel | null {
  const better = candidates.filter((model) => !isShipped(model) && runsWell(model, machine));
  return chooseRecognizer(better, language, machine);
}

/** The shipped model for a language (English while it is unknown), else the one that ships for all other languages. */
function shippedChoice(models: readonly CatalogModel[], language: string): CatalogModel | undefined {
  const chosenFor = (code: string) => models.find(({ shippedFor }) => shippedFor?.includes(code));
  return chosenFor(language === 'auto' ? 'en' : language) ?? chosenFor('*');
}

const isEnglishOnly = ({ languages }: CatalogModel): boolean =>
  languages.length === 1 && languages[0] === 'en';

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : a[i] - b[i];
}
