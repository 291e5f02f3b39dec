import type { ErrorCode } from '../errors.js';
import { toPlainError } from '../errors.js';
import { chooseRecognizer } from '../onnx/choose-model.js';
import type { CatalogModel } from '../onnx/model-catalog.js';
import { missingFiles, modelFolder, verifyModel } from '../onnx/model-store.js';
import { type Machine, runsWell, suitability } from '../onnx/suit-machine.js';
import { counted, megabytes } from '../report/describe.js';
import { automatic, canRun, chosenRecognizer } from './chosen-models.js';
import type { CommandContext } from './context.js';

export interface Check {
  readonly name: string;
  /** Null: it works. */
  readonly problem: ErrorCode | null;
  /** It works, and there is something better to do. */
  readonly warning?: true;
  readonly detail: string;
}

/** Runs a check; what it throws is the problem. */
export async function attempt(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, problem: null, detail: await work() };
  } catch (thrown) {
    const { code, message, hint } = toPlainError(thrown);
    return { name, problem: code, detail: hint ? `${message} ${hint}` : message };
  }
}

/** Which model is taken, whether every installed one is well, whether this machine bears it, and which could be had. */
export async function checkModels(
  context: CommandContext,
  catalog: readonly CatalogModel[],
  machine: Machine,
): Promise<Check[]> {
  const { folders, signal, settings } = context;
  const checks: Check[] = [];
  const absent: string[] = [];
  let chosen: string | null = null;
  checks.push(
    await attempt('recognition', async () => {
      const model = chosenRecognizer(context, catalog);
      chosen = model.name;
      await verifyModel(model, folders, { signal });
      return settings.values.model === automatic ? `${model.name}, chosen by auto` : model.name;
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
        detail: `${counted(missing, 'file')} of ${model.files.length} missing or begun; run \`scribe models pull ${model.name}\`, or \`scribe models rm ${model.name}\``,
      });
    else
      checks.push(
        await attempt(name, async () => {
          const installed = await verifyModel(model, folders, { signal });
          return `verified, ${model.licence}, ${installed.folder}`;
        }),
      );
    if (missing === 0 || model.name === chosen) checks.push(...checkFit(model, catalog, machine, context));
  }
  if (absent.length > 0) checks.push({ name: 'models to pull', problem: null, detail: absent.join(', ') });
  return checks;
}

/** A warning when the machine cannot run a model well, with the one to take instead. */
export function checkFit(
  model: CatalogModel,
  catalog: readonly CatalogModel[],
  machine: Machine & { readonly free?: number },
  { settings }: Pick<CommandContext, 'settings'>,
): Check[] {
  const { fits, fastEnough, realTimeFactor } = suitability(model, machine);
  const { bytes, basis } = model.memory;
  const free = machine.free ?? machine.memory;
  const reasons: string[] = [];
  if (!fits)
    reasons.push(
      `it needs ${megabytes(bytes)} of memory (${basis}), and there are ${megabytes(machine.memory)}`,
    );
  else if (bytes > free)
    reasons.push(
      `it needs ${megabytes(bytes)} of memory (${basis}), and only ${megabytes(free)} are free now`,
    );
  if (!fastEnough)
    reasons.push(
      `it takes about ${realTimeFactor?.toFixed(1)} times as long as the recording (estimated, to a factor of two)`,
    );
  if (reasons.length === 0) return [];
  const good = catalog.filter((other) => canRun(other) && runsWell(other, machine));
  const better =
    model.task === 'recognition' ? chooseRecognizer(good, settings.values.language, machine) : null;
  const instead = better && better.name !== model.name ? `; take ${better.name} instead` : '';
  return [
    { name: `model ${model.name}`, problem: null, warning: true, detail: `${reasons.join('; ')}${instead}` },
  ];
}
