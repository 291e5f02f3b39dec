import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import { ScribeError } from '../../errors.js';
import { canRun, requireRunnable } from '../../ingest/choose-models.js';
import { readCatalog } from '../../models/catalog.js';
import type { EmitPull } from '../../models/download/events.js';
import { createDownloadLines, type DownloadReporter } from '../../report/download-lines.js';
import { canDraw } from '../../report/output.js';
import { filesToPull, type PullableModel, pullModel } from './pull-model.js';

/** `scribe models pull NAME...`: downloads what is missing, one model after the other. @throws ScribeError MODEL */
export async function pullModels(
  context: CommandContext,
  names: readonly string[],
  options: { readonly offline?: boolean },
  catalog: readonly PullableModel[] = readCatalog(),
): Promise<void> {
  const models = [...new Set(names)].map((name) => requireRunnable(findModel(name, catalog), 'Pulling'));
  await pullInTurn(context, models, options);
}

/** Downloads models and reports the progress. @throws ScribeError MODEL */
export async function pullInTurn(
  context: CommandContext,
  models: readonly PullableModel[],
  options: { readonly offline?: boolean } = {},
): Promise<void> {
  const reporter = await chooseReporter(context);
  try {
    for (const [index, model] of models.entries()) {
      const { name, licence } = model;
      reporter.emit({ kind: 'model-started', name, licence, index, total: models.length });
      reporter.emit({
        kind: 'model-finished',
        result: await pullOne(context, model, reporter.emit, options),
      });
    }
  } finally {
    reporter.close();
  }
}

async function pullOne(
  context: CommandContext,
  model: PullableModel,
  emit: EmitPull,
  options: { readonly offline?: boolean },
) {
  if (filesToPull(model).length > 0) return pullModel(context, model, emit, options);
  const { name, licence, files } = model;
  const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
  const none = { folder: null, downloaded: 0, reused: 0, trusted: [] };
  return { name, licence, outcome: 'ships' as const, files: files.length, size, ...none };
}

function findModel(name: string, catalog: readonly PullableModel[]): PullableModel {
  const found = catalog.find((model) => model.name === name);
  if (found) return found;
  const pullable = catalog
    .filter((model) => canRun(model) && filesToPull(model).length > 0)
    .map((model) => model.name);
  throw new ScribeError('MODEL', `There is no model called "${name}".`, {
    hint: `Models to pull: ${pullable.join(', ') || 'none'}. Run \`scribe models list\` to see them all.`,
  });
}

/** Rows below which a live view of downloads says less than lines do. */
const fewestLines = 5;

/** JSON with `--json`, else a live view on a terminal, else lines. */
async function chooseReporter(context: CommandContext): Promise<DownloadReporter> {
  if (context.json)
    return {
      emit: (event) => void context.out.write(`${toJson(event)}\n`),
      close: () => {},
    };
  if (!context.quiet && context.liveView && canDraw(context.screen, context.environment, fewestLines)) {
    const { createDownloadTerminal } = await import('../../report/download-terminal.js');
    return createDownloadTerminal(context);
  }
  return createDownloadLines(context, { quiet: context.quiet, now: context.clock });
}
