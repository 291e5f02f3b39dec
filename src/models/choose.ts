import { type CatalogModel, isShipped, speaks } from './catalog.js';
import { type Machine, runsWell, suitability } from './suitability.js';

/**
 * The recognition model that `auto` takes among installed ones; null when none speaks the language.
 *
 * Of the models that ship only the catalog's choice for the language counts; what was pulled competes with it. In this
 * order: one that the machine runs well; with an unknown language, one that speaks more than one, because an
 * English-only network writes English nonsense when it hears anything else; one that fits the memory; the catalog's
 * rank. Speed is judged from the number of processors, not measured: the same machine always takes the same model.
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
 * The best model to get for a language: one that does not ship, and that this machine runs well.
 * @param candidates models whose architecture this version can run
 */
export function recommendRecognizer(
  candidates: readonly CatalogModel[],
  language: string,
  machine: Machine,
): CatalogModel | null {
  const better = candidates.filter((model) => !isShipped(model) && runsWell(model, machine));
  return chooseRecognizer(better, language, machine);
}

/** The model that ships for a language, for English while that is unknown; where it is not there, the one for all others. */
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
