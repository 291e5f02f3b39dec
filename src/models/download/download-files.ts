import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ScribeError } from '../../errors.js';
import { inParallel } from '../../platform/in-parallel.js';
import { freeBytes, requireSpace } from './disk.js';
import type { EmitDownload } from './events.js';
import { fetchFile, versionOf } from './fetch-file.js';
import { type DownloadFile, describeSource, type Pin } from './file.js';
import { describedBySource, findLocal, finished } from './find-local.js';
import { createHttpClient, type HttpClient } from './http-client.js';
import type { NetworkSettings } from './network-settings.js';
import { partSize } from './part-file.js';
import { createPlanner, type Planned, type Wanted } from './plan-downloads.js';
import { askAboutFile } from './remote-file.js';
import { type RetryOptions, realWaiting, type Waiting } from './retry.js';
import { type FileState, trackProgress } from './track-progress.js';

const downloadDefaults = {
  /** Files downloaded at the same time. */
  parallel: 4,
} as const;

export interface DownloadOptions {
  readonly settings: NetworkSettings;
  /** Pins remembered from earlier runs of files that the catalog does not pin; by path. */
  readonly trusted: Readonly<Record<string, Pin>>;
  readonly signal: AbortSignal;
  readonly emit: EmitDownload;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  readonly waiting?: Waiting;
  readonly freeBytes?: (folder: string) => Promise<number>;
  readonly parallel?: number;
}

/**
 * Brings all files into a folder. Files that are right already stay, those in the cache of Hugging Face are linked, and
 * the others are downloaded, the biggest first. A file appears in its place only when it is complete and its hash is
 * right; an interrupted download continues in the next run. The caller holds a lock: nobody else fills the folder.
 *
 * Every file ends with a `file-finished` event; the caller stores the pins of those that were trusted.
 * @throws ScribeError MODEL; the signal's reason when it is aborted.
 */
export async function downloadFiles(
  files: readonly DownloadFile[],
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const { settings, signal } = options;
  const parallel = options.parallel ?? downloadDefaults.parallel;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const missing: Wanted[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const trusted = file.sha256 === null ? (options.trusted[file.path] ?? null) : null;
    const wanted = { file, target: join(folder, ...file.path.split('/')), trusted };
    const found = await findLocal(wanted, settings.hubCache);
    if (found) options.emit(finished(wanted, found.from, found.pin));
    else missing.push(wanted);
  }
  if (missing.length === 0) return;
  if (settings.offline !== null) throw offlineError(missing, settings.offline);

  const client = createHttpClient(settings);
  try {
    const plan = createPlanner(settings, (file, address, childSignal) =>
      askAboutFile(file, address, client, {
        ...retryOptions(file, options, childSignal),
        timeout: settings.answerTimeout,
      }),
    );
    const planned = await inParallel(missing, parallel, signal, plan);
    const toFetch: Planned[] = [];
    for (const item of planned) {
      const pin = await describedBySource(item.target, item.job.expected);
      if (pin) options.emit(finished(item, 'folder', pin));
      else toFetch.push(item);
    }
    const states = await statesOf(toFetch);
    const bytes = [...states.values()].reduce((sum, s) => sum + Math.max(0, (s.total ?? 0) - s.received), 0);
    await requireSpace(folder, bytes, options.freeBytes ?? freeBytes);
    const track = trackProgress(states, options.emit, options.clock);
    const biggestFirst = toFetch.toSorted((a, b) => (b.job.expected.size ?? 0) - (a.job.expected.size ?? 0));
    await inParallel(biggestFirst, parallel, signal, (item, childSignal) =>
      fetchOne(item, states.get(item.file.path)!, client, track, options, childSignal),
    );
  } finally {
    await client.close();
  }
}

/** How much of each file is there from an earlier run. */
async function statesOf(planned: readonly Planned[]): Promise<Map<string, FileState>> {
  const states = new Map<string, FileState>();
  for (const { file, target, job } of planned)
    states.set(file.path, { received: await partSize(target, versionOf(job)), total: job.expected.size });
  return states;
}

async function fetchOne(
  item: Planned,
  state: FileState,
  client: HttpClient,
  track: ReturnType<typeof trackProgress>,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<void> {
  const { file, job } = item;
  options.emit({ kind: 'file-started', path: file.path, received: state.received, total: state.total });
  const pin = await fetchFile(file, job, client, {
    ...retryOptions(file, options, signal),
    timeout: options.settings.stallTimeout,
    onBytes: (received, total) => track(file.path, received, total),
  });
  options.emit(finished(item, 'network', pin));
}

function retryOptions(file: DownloadFile, options: DownloadOptions, signal: AbortSignal): RetryOptions {
  return {
    ...(options.waiting ?? realWaiting),
    what: `Downloading ${file.remote} from ${describeSource(file.source)}`,
    signal,
    onRetry: (reason, waitMs) =>
      options.emit({ kind: 'file-retried', path: file.path, reason, wait: waitMs / 1000 }),
  };
}

function offlineError(missing: readonly Wanted[], forbiddenBy: string): ScribeError {
  const paths = missing.map(({ file }) => file.path).join(', ');
  return new ScribeError(
    'MODEL',
    `Downloading ${paths} is not allowed: ${forbiddenBy} forbids connections.`,
    {
      hint: `Unset ${forbiddenBy}, or bring the files from another machine: \`scribe models import FOLDER\`.`,
    },
  );
}
