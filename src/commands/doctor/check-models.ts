import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { type ErrorCode, toPlainError } from '../../errors.js';
import { automatic, canRun, chosenModel, chosenRecognizers } from '../../ingest/choose-models.js';
import type { CatalogModel } from '../../models/catalog.js';
import { chooseRecognizer } from '../../models/choose.js';
import { missingFiles, modelFolder, verifyModel } from '../../models/installed.js';
import { type Machine, suitability } from '../../models/suitability.js';
import { counted } from '../../report/describe.js';

export interface Check {
  readonly name: string;
  /** Null: it works. */
  readonly problem: ErrorCode | null;
  /** It works, but something could be better. */
  readonly warning?: true;
  readonly detail: string;
}

/** A machine at this moment. */
type BusyMachine = Machine & {
  /** Bytes of memory that are not in use. */
  readonly free: number;
};

/** Runs a check; what it throws is the problem. */
export async function attempt(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, problem: null, detail: await work() };
  } catch (thrown) {
    const { code, message, hint } = toPlainError(thrown);
    return { name, problem: code, detail: hint ? `${message} ${hint}` : message };
  }
}

/** Which models are chosen, whether every installed one is intact and fits this machine, and which could be pulled. */
export async function checkModels(
  context: CommandContext,
  catalog: readonly CatalogModel[],
  machine: BusyMachine,
): Promise<Check[]> {
  const { folders, signal, settings } = context;
  const checks: Check[] = [];
  const absent: string[] = [];
  let chosen: readonly string[] = [];
  checks.push(
    await attempt('recognition', async () => {
      const models = new Set(chosenRecognizers(context, catalog).values());
      for (const model of models) await verifyModel(model, folders, { signal });
      chosen = [...models].map(({ name }) => name);
      const names = chosen.join(', ');
      if (settings.values.model !== automatic) return names;
      return models.size > 1 ? `${names}, chosen by auto for each language` : `${names}, chosen by auto`;
    }),
  );
  for (const [name, task] of [
    ['segmentation', 'segmentation'],
    ['voices', 'voice'],
  ] as const)
    checks.push(
      await attempt(name, async () => {
        const model = chosenModel(task, context, catalog);
        await verifyModel(model, folders, { signal });
        return model.name;
      }),
    );
  for (const model of catalog) {
    const folder = modelFolder(model, folders);
    const missing = missingFiles(model, folder).length;
    const name = `model ${model.name}`;
    if (missing === model.files.length) absent.push(model.name);
    else if (missing > 0)
      checks.push({
        name,
        problem: null,
        warning: true,
        detail: `${counted(missing, 'file')} of ${model.files.length} missing or partial; run \`scribe models pull ${model.name}\`, or \`scribe models rm ${model.name}\``,
      });
    else
      checks.push(
        await attempt(name, async () => {
          const installed = await verifyModel(model, folders, { signal });
          return `verified, ${model.licence}, ${installed.folder}`;
        }),
      );
    if (missing === 0 || chosen.includes(model.name))
      checks.push(...checkFit(model, catalog, machine, context));
  }
  if (absent.length > 0) checks.push({ name: 'models to pull', problem: null, detail: absent.join(', ') });
  return checks;
}

/** A warning if the machine cannot run a model well, with a better choice. */
export function checkFit(
  model: CatalogModel,
  catalog: readonly CatalogModel[],
  machine: BusyMachine,
  { settings }: Pick<CommandContext, 'settings'>,
): Check[] {
  const reasons = reasonsAgainst(model, machine);
  if (reasons.length === 0) return [];
  const good = catalog.filter((other) => canRun(other) && reasonsAgainst(other, machine).length === 0);
  const better =
    model.task === 'recognition' ? chooseRecognizer(good, settings.values.language, machine) : null;
  const instead = better ? `; use ${better.name} instead` : '';
  return [
    { name: `model ${model.name}`, problem: null, warning: true, detail: `${reasons.join('; ')}${instead}` },
  ];
}

function reasonsAgainst(model: CatalogModel, machine: BusyMachine): string[] {
  const { fits, fastEnough, realTimeFactor } = suitability(model, machine);
  const { bytes, basis } = model.memory;
  const needs = `it needs ${formatBytes(bytes)} of memory (${basis})`;
  const reasons: string[] = [];
  if (!fits) reasons.push(`${needs}, and this machine has ${formatBytes(machine.memory)}`);
  else if (bytes > machine.free) reasons.push(`${needs}, and only ${formatBytes(machine.free)} are free now`);
  if (!fastEnough)
    reasons.push(
      `it takes about ${realTimeFactor?.toFixed(1)} times as long as the recording (estimated, to a factor of two)`,
    );
  return reasons;
}
