import type { CommandContext } from '../context.js';
import { type CatalogModel, isShipped } from '../models/catalog.js';
import { automatic, describeDownload, recommended } from './choose-models.js';

/** Seconds: for recordings longer than this, a better model is worth its download. */
const upgradeHintDefaults = { duration: 600 } as const;

/** How a transcript was made: its main language, and the names of the recognition models. */
interface Made {
  readonly language: string;
  readonly recognition: string;
}

/**
 * Says once in a run that a much better model than the one that ships can be downloaded, unless the shipped model was
 * chosen by name.
 *
 * @returns takes the seconds of each recording and how it was recognized; returns the hint, or null for none.
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
