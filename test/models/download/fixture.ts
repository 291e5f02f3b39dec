import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { type DownloadOptions, downloadFiles } from '../../../src/models/download/download-files.js';
import type { DownloadEvent } from '../../../src/models/download/events.js';
import type { DownloadFile } from '../../../src/models/download/file.js';
import { readNetworkSettings } from '../../../src/models/download/network-settings.js';
import { type Hub, sha256, startHub } from './hub.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  while (cleanUp.length > 0) await cleanUp.pop()!();
});

export function tempFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'scribe-pull-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A hub that is closed after the test, which fails if a token has reached the storage host. */
export async function openHub(tls?: { key: string; cert: string }): Promise<Hub> {
  const hub = await startHub(tls);
  cleanUp.push(async () => {
    await hub.close();
    expect(hub.seen.filter(({ host, authorization }) => host === 'cdn' && authorization)).toEqual([]);
  });
  return hub;
}

export const repo = 'org/model';

export function hubFile(hub: Hub, name: string, bytes: Buffer, lfs = true): DownloadFile {
  hub.files.set(`${repo}/${name}`, { bytes, lfs });
  const source = { kind: 'huggingface', repo, revision: hub.commit } as const;
  return { path: name, remote: name, source, size: bytes.length, sha256: sha256(bytes) };
}

export const unpinned = (file: DownloadFile): DownloadFile => ({ ...file, size: null, sha256: null });

/** For tests in which a host falls silent; elsewhere a busy machine is given its time. */
export const impatient = { HF_HUB_DOWNLOAD_TIMEOUT: '0.8' };

/** One run of the engine, without waiting between attempts. */
export function createPull(hub: Hub, environment: Record<string, string> = {}) {
  const folder = tempFolder();
  const hubHome = tempFolder();
  const events: DownloadEvent[] = [];
  const waits: number[] = [];
  const run = (files: readonly DownloadFile[], more: Partial<DownloadOptions> = {}) =>
    downloadFiles(files, folder, {
      settings: readNetworkSettings({
        HF_ENDPOINT: hub.endpoint,
        SCRIBE_GITHUB_ENDPOINT: hub.endpoint,
        HF_HOME: hubHome,
        HF_HUB_DOWNLOAD_TIMEOUT: '20',
        HF_HUB_ETAG_TIMEOUT: '20',
        ...environment,
      }),
      trusted: {},
      signal: new AbortController().signal,
      emit: (event) => events.push(event),
      clock: () => performance.now(),
      waiting: {
        random: () => 0.5,
        wallClock: () => Date.parse('2026-11-21T12:00:00Z'),
        sleep: async (ms, signal) => {
          signal.throwIfAborted();
          waits.push(ms);
        },
      },
      ...more,
    });
  const finished = () => events.filter((event) => event.kind === 'file-finished');
  const retried = () => events.filter((event) => event.kind === 'file-retried');
  return { folder, hubHome, events, waits, run, finished, retried };
}

/** What the first of these rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { code?: string; hint?: string }> {
  try {
    await work;
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('it did not fail');
}
