import { type CatalogModel, findInCatalog, readCatalog } from '../onnx/model-catalog.js';
import { verifyModel } from '../onnx/model-store.js';
import type { PipelineModels } from '../pipeline/requests.js';
import {
  automatic,
  automaticModel,
  chosenRecognizer,
  recommended,
  requireRunnable,
} from './chosen-models.js';
import type { CommandContext } from './context.js';
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
  const recognition = chosenRecognizer(context, catalog);
  const voice = requireRunnable(findInCatalog(voiceModel, 'voice', catalog));
  await offerPull(context, recognition);
  await offerPull(context, voice);
  return {
    speech: await verifyModel(findInCatalog(speechModel, 'speech', catalog), folders, { signal }),
    recognition: await verifyModel(recognition, folders, { signal }),
    voice: await verifyModel(voice, folders, { signal }),
  };
}
