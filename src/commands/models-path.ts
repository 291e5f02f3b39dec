import { ScribeError } from '../errors.js';
import { readCatalog } from '../onnx/model-catalog.js';
import { verifyModel } from '../onnx/model-store.js';
import { type CommandContext, printJson } from './context.js';

/** `scribe models path NAME` */
export async function printModelPath(context: CommandContext, name: string): Promise<void> {
  const model = readCatalog().find((candidate) => candidate.name === name);
  if (!model)
    throw new ScribeError('MODEL', `There is no model called "${name}".`, {
      hint: 'Run `scribe models list` to see them all.',
    });
  const installed = await verifyModel(model, context.folders);
  if (context.json) return printJson(context, installed);
  context.out.write(`${installed.folder}\n`);
}
