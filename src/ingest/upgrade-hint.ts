import type { CommandContext } from '../context.js';
import { type CatalogModel, isShipped } from '../models/catalog.js';
import { automatic, describeDownload, recommended } from './choose-models.js';

/** Seconds of recording from which on a better model is worth its download. */
const upgradeHintDefaults = { duration: 600 } as const;

/** Who made a transcript: names of recognition models, and the main language. */
interface Made {
  readonly language: string;
  readonly recognition: string;
}

/**
 * Says once in a run that the model that ships is the floor and which one to take instead. Who chose the floor by
 * name is not told.
 *
 * @returns called with the seconds of each recording, and how it was recognized: the sentence, or null when there is
 *   nothing to say.
 */
export function createUpgradeHint(
  { settings }: Pick<CommandContext, 'settings'>,
  catalog: readonly CatalogModel[],
): (duration: number, made: Made) => string | null {
  let said = settings.values.model !== automatic;
  return (duration, { language, recognition }) => {
    if (said || duration <= upgradeHintDefaults.duration) return null;
    const model = catalog.find(({ name }) => name === recognition);
    const better = model && isShipped(model) ? recommended(catalog, language) : null;
    if (!better) return null;
    said = true;
    return `recognized by ${recognition}, a small model that ships with scribe; \`scribe models pull ${better.name}\` gets a much better one (${describeDownload(better)}).`;
  };
}
