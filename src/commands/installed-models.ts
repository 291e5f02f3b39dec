import { findInCatalog, readCatalog } from '../onnx/model-catalog.js';
import { verifyModel } from '../onnx/model-store.js';
import type { PipelineModels } from '../pipeline/requests.js';
import { chosenRecognizer, requireRunnable } from './chosen-models.js';
import type { CommandContext } from './context.js';

/** The network that finds speech; there is no choice of it. */
export const speechModel = 'silero-vad-6.2';

/** The models that the settings stand for, checked. @throws ScribeError MODEL */
export async function installedModels(
  context: CommandContext,
  catalog = readCatalog(),
): Promise<PipelineModels> {
  const { settings, folders, signal } = context;
  const recognition = chosenRecognizer(context, catalog);
  const voice = requireRunnable(findInCatalog(settings.values.voiceModel, 'voice', catalog));
  return {
    speech: await verifyModel(findInCatalog(speechModel, 'speech', catalog), folders, { signal }),
    recognition: await verifyModel(recognition, folders, { signal }),
    voice: await verifyModel(voice, folders, { signal }),
  };
}
