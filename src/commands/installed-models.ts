import { findInCatalog } from '../onnx/model-catalog.js';
import { verifyModel } from '../onnx/model-store.js';
import type { PipelineModels } from '../pipeline/requests.js';
import type { CommandContext } from './context.js';
import { offerPull } from './offer-pull.js';

/** The network that finds speech; there is no choice of it. */
export const speechModel = 'silero-vad-6.2';

/** The models that the settings name, checked; on a terminal they can be downloaded first. @throws ScribeError MODEL */
export async function installedModels(context: CommandContext): Promise<PipelineModels> {
  const { settings, folders } = context;
  const recognition = findInCatalog(settings.values.model, 'recognition');
  const voice = findInCatalog(settings.values.voiceModel, 'voice');
  await offerPull(context, recognition);
  await offerPull(context, voice);
  return {
    speech: await verifyModel(findInCatalog(speechModel, 'speech'), folders),
    recognition: await verifyModel(recognition, folders),
    voice: await verifyModel(voice, folders),
  };
}
