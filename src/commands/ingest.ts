import { basename, resolve } from 'node:path';
import { probeOutput } from '../artifacts/output-folder.js';
import { payOldDebts } from '../artifacts/pay-debts.js';
import { sweepArtifacts } from '../artifacts/sweep-artifacts.js';
import type { CommandContext } from '../context.js';
import { exitStatus } from '../errors.js';
import { readDateOption } from '../ingest/date-option.js';
import { expandInputs } from '../ingest/expand-inputs.js';
import { createFailureLog } from '../ingest/failure-log.js';
import { type IngestOptions, type IngestRun, ingestRecording } from '../ingest/ingest-recording.js';
import { openSpool, type Spool } from '../ingest/spool.js';
import { readCatalog } from '../models/catalog.js';
import { type IngestResult, stageNames } from '../pipeline/events.js';
import { startWorker } from '../pipeline/start-worker.js';
import { readableName, restoreNames } from '../platform/file-names.js';
import { createJsonReporter, createLineReporter, type Reporter } from '../report/lines.js';
import { canDraw } from '../report/output.js';
import { decodedFiles, sweepCache } from '../store/cache.js';
import { openStore } from '../store/open-store.js';
import { sweepProcessingEvents } from '../store/processing-events.js';
import type { Store } from '../store/store.js';
import { installedModels } from './models/installed-models.js';
import { createUpgradeHint } from './models/upgrade-hint.js';
import { sweepTelemetry } from './sweep-telemetry.js';

const dayMs = 86_400_000;

/** `scribe ingest FILE...`: one bad file does not stop the others. @returns the exit status. */
export async function ingest(
  context: CommandContext,
  inputs: readonly string[],
  { date, ...flags }: Omit<IngestOptions, 'recorded'> & { readonly date?: string },
): Promise<number> {
  const { folders, settings } = context;
  const recorded = date === undefined ? undefined : readDateOption(date, context.zone, context.now());
  const options: IngestOptions = { ...flags, recorded };
  const names = restoreNames(inputs, context.commandLine());
  const { recordings: paths, passedOver } = await expandInputs(names, process.cwd(), ownFolders(context));
  if (settings.values.out !== null) await probeOutput(settings.values.out);
  const models = await installedModels(context);
  const store = openStore({ home: folders.home, now: context.now() });
  // Before the reporter draws on the terminal. It does not throw.
  await payOldDebts(store, context);
  const worker = startWorker();
  const reporter = await chooseReporter(context);
  let spool: Spool | null = null;
  try {
    const ago = (days: number) => new Date(Date.parse(context.now()) - days * dayMs).toISOString();
    sweepCache(store, context.now());
    sweepProcessingEvents(store, ago(settings.values.eventDays));
    sweepArtifacts(store, folders);
    sweepTelemetry(store, context);
    spool = openResumableSpool(store, folders.cache, paths);

    const upgradeHint = createUpgradeHint(context, readCatalog());
    const failures = createFailureLog(store, context);
    const { emit } = reporter;
    const run: IngestRun = { spool, context, store, worker, models, upgradeHint, emit, failures };
    for (const { path, reason } of passedOver)
      emit({ kind: 'passed-over', path: readableName(path), reason });
    const results: IngestResult[] = [];
    for (const [index, path] of paths.entries()) {
      if (context.signal.aborted) break;
      reporter.emit({ kind: 'recording-started', path: readableName(path), index, total: paths.length });
      const result = await ingestRecording(path, options, run);
      results.push(result);
      reporter.emit({ kind: 'recording-finished', result });
    }
    failures.retry();
    const count = (outcomes: readonly IngestResult['outcome'][]) =>
      results.filter((result) => outcomes.includes(result.outcome)).length;
    reporter.emit({
      kind: 'batch-finished',
      completed: count(['completed']),
      known: count(['already-known', 'sounds-like', 'in-progress']),
      failed: count(['failed']),
      passedOver: passedOver.length,
    });
    return statusOf(results, paths.length, context.signal.aborted);
  } finally {
    await reporter.close();
    await worker.close();
    spool?.close();
    store.close();
  }
}

/** Where scribe writes: what is found there is not taken for a recording. */
function ownFolders({ folders, settings }: CommandContext): string[] {
  const { out } = settings.values;
  return [folders.home, folders.cache, folders.models, ...(out === null ? [] : [resolve(out)])];
}

/** What a killed run had decoded of the recordings at hand is taken over; all else that was left behind goes. */
function openResumableSpool(store: Store, cache: string, paths: readonly string[]): Spool {
  let wanted: ReadonlySet<string> | null = null;
  return openSpool(cache, (fileName) => {
    wanted ??= new Set(
      decodedFiles(
        store,
        paths.map((path) => (path === '-' ? path : resolve(readableName(path)))),
      ).map((path) => basename(path)),
    );
    return wanted.has(fileName);
  });
}

/** A single recording fails with its own status; of several, the others count too. */
function statusOf(results: readonly IngestResult[], total: number, aborted: boolean): number {
  if (aborted) return exitStatus.INTERRUPTED;
  const failed = results.filter((result) => result.error);
  if (failed.length === 0) return 0;
  return total === 1 ? exitStatus[failed[0].error!.code] : exitStatus.BATCH;
}

async function chooseReporter(context: CommandContext): Promise<Reporter> {
  if (context.json) return createJsonReporter(context);
  if (!context.quiet && canDraw(context.screen, context.environment, stageNames.length + 1)) {
    const { createTerminalReporter } = await import('../report/terminal.js');
    return createTerminalReporter(context, { now: context.clock });
  }
  return createLineReporter(context, { quiet: context.quiet, now: context.clock });
}
