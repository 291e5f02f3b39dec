import type { CommandContext } from '../../context.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../../models/catalog.js';
import { type InstalledModel, verifyModel } from '../../models/installed.js';
import type { PipelineModels } from '../../pipeline/plan.js';
import {
  automatic,
  automaticModel,
  chosenRecognizers,
  languageListener,
  recommended,
  requireRunnable,
} from './chosen-models.js';
import { offerPull } from './offer-pull.js';

/** The network that finds speech; there is no choice of it. */
export const speechModel = 'silero-vad-6.2';

/** The models that the settings stand for, checked; on a terminal they can be downloaded first. @throws ScribeError MODEL */
export async function installedModels(
  context: CommandContext,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<PipelineModels> {
  const { settings, folders, signal } = context;
  const { model, language, voiceModel } = settings.values;
  if (model === automatic && !automaticModel(context, catalog)) {
    const best = recommended(catalog, language);
    if (best) await offerPull(context, best);
  }
  const recognition = chosenRecognizers(context, catalog);
  const listener = language === 'auto' ? languageListener(context, catalog) : null;
  const voice = requireRunnable(findInCatalog(voiceModel, 'voice', catalog));
  await offerPull(context, recognition.get('*')!);
  await offerPull(context, voice);
  const verified = new Map<CatalogModel, InstalledModel>();
  const verify = async (entry: CatalogModel): Promise<InstalledModel> => {
    const known = verified.get(entry) ?? (await verifyModel(entry, folders, { signal }));
    verified.set(entry, known);
    return known;
  };
  const byLanguage: Record<string, InstalledModel> = {};
  for (const [code, entry] of recognition) byLanguage[code] = await verify(entry);
  return {
    speech: await verify(findInCatalog(speechModel, 'speech', catalog)),
    recognition: { listener: listener && (await verify(listener)), byLanguage },
    voice: await verify(voice),
  };
}
