import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { probeOutput } from '../../artifacts/output-folder.js';
import type { CommandContext } from '../../context.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { checkDestinations } from '../../export/automatic/send-changes.js';
import { installedModels } from '../../ingest/choose-models.js';
import { foldersBelow } from '../../ingest/find-recordings.js';
import { openBatch } from '../../ingest/ingest-batch.js';
import type { IngestOptions } from '../../ingest/ingest-recording.js';
import { hookCommand } from '../../ingest/meeting-hook.js';
import { calendarOf } from '../../ingest/planned-fields.js';
import { readableName, restoreNames } from '../../platform/file-names.js';
import { writeLine } from '../../report/output.js';
import { tellingTimings } from '../../report/timings.js';
import { createWatchReporter } from '../../report/watch-lines.js';
import type { Store } from '../../store/store.js';
import { retryWatched } from '../../store/watched-files.js';
import { claimFolder, listWatchedFolders, overlap, type WatchedFolder } from '../../store/watched-folders.js';
import { createBell } from '../../watch/bell.js';
import { ignoring } from '../../watch/ignore-patterns.js';
import { settleDefaults } from '../../watch/settle.js';
import { type Watched, watchFolders } from '../../watch/watch-folders.js';
import { isFolder, openRoot } from '../../watch/watched-root.js';
import { ownFolders, readDateOption, readKnownOption } from '../ingest/ingest.js';
import { readTrackNames } from '../ingest/read-tracks.js';
import { offerModels } from '../models/offer-pull.js';
import { type FieldFlags, readFieldFlags } from '../read-field-flags.js';
import { withStore } from '../with-store.js';
import { listWatchedFiles } from './list.js';

export interface WatchFlags
  extends Omit<FieldFlags, 'title'>,
    Pick<IngestOptions, 'stream' | 'asCopy' | 'cache'> {
  readonly once?: boolean;
  readonly dryRun?: boolean;
  readonly list?: boolean;
  readonly retry?: boolean;
  readonly existing?: boolean;
  readonly recursive?: boolean;
  readonly since?: string;
  /** Seconds. */
  readonly poll?: number;
  /** Seconds. */
  readonly settle?: number;
  /** Minutes. */
  readonly freeAfter?: number;
  readonly retries?: number;
  readonly ignore?: readonly string[];
  readonly known?: string;
  readonly trackNames?: string;
  readonly timings?: boolean;
}

/** Minutes without a recording after which the models are freed. */
const freeAfterDefault = 10;

/** `scribe watch DIR...`. @returns the exit status. */
export async function watch(
  context: CommandContext,
  given: readonly string[],
  flags: WatchFlags,
): Promise<number> {
  const folders = restoreNames(given, context.commandLine()).map((folder) => absolute(folder));
  if (flags.list) return listWatchedFiles(context, folders);
  refuseOverlap(folders);
  const { out } = context.settings.values;
  const since =
    flags.since === undefined ? null : readDateOption(flags.since, context.zone, context.now(), '--since');
  const options: IngestOptions = {
    stream: flags.stream,
    asCopy: flags.asCopy,
    cache: flags.cache,
    fields: readFieldFlags(flags, context),
    trackNames: flags.trackNames === undefined ? undefined : readTrackNames(flags.trackNames),
  };
  if (out !== null) await probeOutput(out);
  await offerModels(context);
  const models = await installedModels(context);
  await checkDestinations(context);
  hookCommand(context.settings.values);
  calendarOf(context);
  return withStore(context, async (store, changes) => {
    const claims = await claimFolders(store, folders, context, flags.once === true);
    if (claims === null) return 0;
    const known = flags.known === undefined ? undefined : readKnownOption(store, flags.known);
    if (flags.retry) for (const folder of folders) retryWatched(store, readableName(folder), context.now());
    const reporter = createWatchReporter(context);
    const emit = flags.timings ? tellingTimings(reporter.emit, context) : reporter.emit;
    const afterRecording = (isLast: boolean) => changes.send(emit, { unchanged: true, again: isLast });
    const bell = createBell(context.signal);
    const ignores = ignoring(flags.ignore ?? []);
    const roots = folders.map((folder) =>
      openRoot(folder, {
        poll: flags.poll,
        once: flags.once === true || flags.dryRun === true,
        recursive: flags.recursive !== false,
        ours: foldersBelow(folder, ownFolders(context)),
        ignores,
        ring: () => bell.ring(),
        warn: (message) => emit({ kind: 'warning', message }),
        away: () => emit({ kind: 'watch-away', folder: readableName(folder) }),
        back: () => emit({ kind: 'watch-back', folder: readableName(folder) }),
      }),
    );
    try {
      const sum = await watchFolders(
        roots,
        {
          quiet: flags.settle ?? settleDefaults.quiet,
          once: flags.once === true,
          dryRun: flags.dryRun === true,
          since: since?.at ?? null,
          retries: flags.retries,
          idle: 60_000 * (flags.freeAfter ?? freeAfterDefault),
          skipExisting: new Set(flags.existing === false ? claims.fresh : []),
        },
        {
          ...context,
          store,
          bell,
          emit,
          openBatch: (paths) =>
            openBatch(paths, { ...options, known }, { context, store, models, emit, afterRecording }),
          rest: () => afterRecording(true),
        },
      );
      return statusOf(sum, flags, context.signal.aborted);
    } finally {
      for (const lock of claims.locks) lock.release();
    }
  });
}

/** A folder as it is known everywhere: two names of one folder are one. What is not there keeps its name. */
function absolute(folder: string): string {
  const path = resolve(folder);
  try {
    return readableName(path) === path ? realpathSync(path) : path;
  } catch {
    return path;
  }
}

function refuseOverlap(folders: readonly string[]): void {
  for (const [i, folder] of folders.entries()) {
    const other = folders.slice(0, i).find((before) => overlap(folder, before));
    if (other === undefined) continue;
    throw new ScribeError(
      'USAGE',
      `Watching ${readableName(folder)} failed: it lies inside ${readableName(other)}, or around it.`,
      {
        hint: 'Name each folder once; the folders inside one are watched with it.',
      },
    );
  }
}

/**
 * Takes the folders, so that nobody else watches them.
 *
 * @returns the locks, and the folders that nobody has watched before; null: with `once`, somebody is watching already.
 * @throws ScribeError USAGE when somebody else does, or there is no such folder.
 */
async function claimFolders(
  store: Store,
  folders: readonly string[],
  context: CommandContext,
  once: boolean,
) {
  const before = new Set(listWatchedFolders(store).map(({ folder }) => folder));
  for (const folder of folders)
    if (!before.has(readableName(folder)) && !(await isFolder(folder)))
      throw new ScribeError('USAGE', `Watching ${readableName(folder)} failed: there is no such folder.`, {
        hint: 'Check the path. A folder that was watched before may be away for a while.',
      });
  const locks: { release(): void }[] = [];
  const fresh: string[] = [];
  for (const folder of folders) {
    const claim = claimFolder(store, { folder: readableName(folder), pid: process.pid, now: context.now() });
    if ('holder' in claim) {
      for (const lock of locks) lock.release();
      const problem = `Watching ${readableName(folder)} failed: ${describeHolder(claim.holder, folder)}.`;
      if (!once)
        throw new ScribeError('USAGE', problem, {
          hint: 'One watcher for a folder is enough; end that one first.',
        });
      if (!context.quiet) writeLine(context.err, problem);
      return null;
    }
    locks.push(claim.lock);
    if (claim.isNew) fresh.push(folder);
  }
  return { locks, fresh };
}

function describeHolder(holder: WatchedFolder | null, folder: string): string {
  if (!holder) return 'another scribe watches it';
  const what = holder.folder === readableName(folder) ? 'it' : holder.folder;
  return `another scribe (process ${holder.pid}, since ${holder.startedAt}) watches ${what}`;
}

/** A watcher that is told to stop has done what it should; a run that was to end by itself was interrupted. */
function statusOf(
  { completed, known, failed, failure }: Watched,
  { once }: WatchFlags,
  aborted: boolean,
): number {
  if (!once) return 0;
  if (aborted) return exitStatus.INTERRUPTED;
  if (failure === null) return 0;
  return completed + known + failed === 1 ? exitStatus[failure.code] : exitStatus.BATCH;
}
