import { ScribeError } from '../errors.js';
import { type CatalogModel, speaks } from '../models/catalog.js';
import { canCompare } from '../pipeline/architectures.js';
import type { Settings } from '../settings/definitions.js';
import { spokenIn } from '../settings/spoken-in.js';

/**
 * The models that `--careful` asks again, by language: of those that are installed and can be run, the best other model
 * of which it is known what its confidence means. Empty: it was not asked for. Pure.
 *
 * @param first the models that are asked first; `*`: for all languages that are not listed.
 * @throws ScribeError MODEL when no language that may be spoken has two such models.
 */
export function secondRecognizers(
  settings: Pick<Settings, 'careful' | 'language' | 'languages'>,
  installed: readonly CatalogModel[],
  first: ReadonlyMap<string, CatalogModel>,
): ReadonlyMap<string, CatalogModel> {
  const seconds = new Map<string, CatalogModel>();
  if (!settings.careful) return seconds;
  const { language, languages } = spokenIn(settings);
  // While any language may be spoken, English is the one that was measured.
  const spoken = language !== 'auto' ? [language] : languages.length > 0 ? languages : ['en'];
  for (const code of spoken) {
    const own = first.get(code) ?? first.get('*')!;
    const isKnown = (model: CatalogModel) => speaks(model, code) && canCompare(model, code);
    const [second] = installed
      .filter((model) => model.task === 'recognition' && model !== own && isKnown(model))
      .sort((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER));
    if (isKnown(own) && second) seconds.set(code, second);
  }
  if (seconds.size > 0) return seconds;
  const names = [...new Set(first.values())].map(({ name }) => name).join(', ');
  throw new ScribeError(
    'MODEL',
    `Choosing a second model for \`--careful\`: none can be compared with ${names} in ${spoken.join(', ')}.`,
    {
      hint: 'It works for English with the models that ship: leave out `--careful`, or `--model` and `--language`.',
    },
  );
}
