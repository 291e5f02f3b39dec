import { findInCatalog } from '../onnx/model-catalog.js';
import { verifyModel } from '../onnx/model-store.js';
import type { PipelineModels } from '../pipeline/requests.js';
import type { CommandContext } from './context.js';

/** The network that finds speech; there is no choice of it. */
export const speechModel = 'silero-vad-6.2';

/** The models that the settings name, checked. @throws ScribeError MODEL */
export async function installedModels({ settings, folders }: CommandContext): Promise<PipelineModels> {
  const { model, voiceModel } = settings.values;
  return {
    speech: await verifyModel(findInCatalog(speechModel, 'speech'), folders),
    recognition: await verifyModel(findInCatalog(model, 'recognition'), folders),
    voice: await verifyModel(findInCatalog(voiceModel, 'voice'), folders),
  };
}
