import { type CatalogModel, isShipped } from '../onnx/model-catalog.js';
import type { InstalledModel } from '../onnx/model-store.js';
import { automatic, describeDownload, recommended } from './chosen-models.js';
import type { CommandContext } from './context.js';

/** Seconds of recording from which on a better model is worth its download. */
export const floorNoticeDefaults = { duration: 600 } as const;

/**
 * Says once in a run that the model that ships is the floor and which one to take instead. Who chose the floor by
 * name is not told.
 *
 * @returns called with the seconds of each recording: the sentence, or null when there is nothing to say.
 */
export function createFloorNotice(
  { settings }: Pick<CommandContext, 'settings'>,
  used: InstalledModel,
  catalog: readonly CatalogModel[],
): (duration: number) => string | null {
  const model = catalog.find(({ name }) => name === used.name);
  const floor = settings.values.model === automatic && model !== undefined && isShipped(model);
  const better = floor ? recommended(catalog, settings.values.language) : null;
  let said = better === null;
  return (duration) => {
    if (said || duration <= floorNoticeDefaults.duration) return null;
    said = true;
    return `recognized by ${used.name}, the small model that ships with scribe; \`scribe models pull ${better!.name}\` gets a much better one (${describeDownload(better!)}).`;
  };
}
