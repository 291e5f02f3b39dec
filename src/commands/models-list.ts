import { readCatalog } from '../onnx/model-catalog.js';
import { missingFiles, modelFolder } from '../onnx/model-store.js';
import { type CommandContext, printJson, printTable } from './context.js';

/** `scribe models list` */
export function listModels(context: CommandContext): void {
  const models = readCatalog().map((model) => {
    const folder = modelFolder(model, context.folders);
    return {
      name: model.name,
      task: model.task,
      architecture: model.architecture,
      languages: model.languages,
      licence: model.licence,
      bytes: model.files.reduce((sum, file) => sum + file.size, 0),
      installed: missingFiles(model, folder).length === 0,
      folder,
      summary: model.summary,
    };
  });
  if (context.json) return printJson(context, models);
  printTable(
    context,
    ['NAME', 'TASK', 'SIZE', 'LANGUAGES', 'INSTALLED', 'LICENCE', 'WHAT IT IS'],
    models.map((model) => [
      model.name,
      model.task,
      `${(model.bytes / 1e6).toFixed(1)} MB`,
      model.languages.join(' ').replace('*', 'any'),
      model.installed ? 'yes' : 'no',
      model.licence,
      model.summary,
    ]),
  );
}
