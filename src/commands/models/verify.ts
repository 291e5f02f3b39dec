import type { CommandContext } from '../../context.js';
import { exitStatus } from '../../errors.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../../models/catalog.js';
import { isInstalled, modelFolder, remedyFor, verifyModelFiles } from '../../models/installed.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';

/**
 * `scribe models verify [NAME...]`: reads every file again, even if it was verified before.
 * @returns the exit status: 4 when a file is missing or wrong.
 */
export async function verifyModels(
  context: CommandContext,
  names: readonly string[],
  _options: unknown = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<number> {
  const { folders, signal } = context;
  const asked =
    names.length > 0
      ? [...new Set(names)].map((name) => findInCatalog(name, null, catalog))
      : catalog.filter((model) => isInstalled(model, folders));
  const results = [];
  for (const model of asked) {
    const folder = modelFolder(model, folders);
    const verdicts = await verifyModelFiles(model, folder, { cache: null, signal });
    const problems = verdicts.flatMap(({ problem }) => problem ?? []);
    const trusted = verdicts.filter((verdict) => verdict.trusted).map(({ path }) => path);
    const onlyMissing = problems.every(({ kind }) => kind === 'missing');
    const hint = problems.length > 0 ? remedyFor(model, folder, folders, onlyMissing) : null;
    results.push({
      name: model.name,
      ok: problems.length === 0,
      files: verdicts.map(({ path, pin, problem }) => ({
        path,
        sha256: pin?.sha256 ?? null,
        problem: problem?.text ?? null,
      })),
      trusted,
      hint,
    });
    if (!context.json) {
      writeLine(
        context.out,
        `${problems.length === 0 ? 'ok ' : 'BAD'}  ${model.name}  ${counted(verdicts.length, 'file')}`,
      );
      for (const { text } of problems) writeLine(context.out, `     ${text}`);
      for (const path of trusted)
        writeLine(context.out, `     ${path} has no known hash: trusted from now on`);
      if (hint) writeLine(context.out, `     ${hint}`);
    }
  }
  if (context.json) printJson(context, results);
  return results.every(({ ok }) => ok) ? 0 : exitStatus.MODEL;
}
