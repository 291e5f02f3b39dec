import type { CommandContext } from '../../context.js';
import { findInCatalog, readCatalog } from '../../models/catalog.js';
import { verifyModel } from '../../models/installed.js';
import { printJson, writeLine } from '../../report/output.js';

/** `scribe models path [NAME]`: the folder of a model, once its files are verified, or the folder of all models. */
export async function printModelPath(context: CommandContext, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const { models } = context.folders;
    if (context.json) return printJson(context, { folder: models });
    writeLine(context.out, models);
    return;
  }
  const model = findInCatalog(name, null, readCatalog());
  const installed = await verifyModel(model, context.folders, { signal: context.signal });
  if (context.json) return printJson(context, installed);
  writeLine(context.out, installed.folder);
}
