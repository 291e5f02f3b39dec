import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sweepTelemetry } from '../../src/ingest/sweep-telemetry.js';
import type { Store } from '../../src/store/store.js';
import { at, complete, enroll, makeRecording, tempFolder, tempStore } from '../store/fixture.js';

let cache: string;
let temporary: string;
let folder: string;
beforeEach(() => {
  cache = tempFolder();
  temporary = tempFolder();
  folder = join(cache, 'Microsoft', 'DeveloperTools', '.onnxruntime');
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => vi.unstubAllEnvs());

const sweep = (store: Store) => sweepTelemetry(store, { environment: { XDG_CACHE_HOME: cache } });
const sessionId = 'cec2fd9e-d90b-d803-e054-b5620d9649da';

/** What the client leaves, with names as it makes them. */
function leave(queue: string, minute: number, session = sessionId): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'deviceid'), '06a76f6f-dac5-4fe9-a5d1-7ad6cb9fb97c');
  writeFileSync(join(folder, 'onnxruntime.db'), `\0\u00ff${queue}`);
  const time = new Date(at(minute));
  utimesSync(join(folder, 'deviceid'), time, time);
  writeFileSync(join(temporary, '.ses'), `${time.getTime()}\n${session}\n`);
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(temporary, `mat-debug-${gone}.log`), '');
  writeFileSync(join(temporary, `mat-debug-${process.pid}.log`), '');
  writeFileSync(join(temporary, 'mat-debug-1.log.txt'), '');
}
/** But for the stores of these tests. */
const inTemporary = () =>
  readdirSync(temporary)
    .filter((name) => !name.startsWith('scribe-'))
    .sort();
const kept = [`mat-debug-${process.pid}.log`, 'mat-debug-1.log.txt'].sort();

it('what the queue shows to be from scribe is deleted, with its folders', () => {
  leave(`modelProducerName\0scribe\0${sessionId}`, 0);
  sweep(tempStore());
  expect(readdirSync(cache)).toEqual([]);
  expect(inTemporary()).toEqual(kept);
  sweep(tempStore());
});

it('so is what was made while an earlier version ran, even if all events had been sent', () => {
  const store = tempStore();
  complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'), { minute: 10 });
  store.sql('UPDATE schema_migrations SET applied_at = ? WHERE version > 6').run(at(30));
  writeFileSync(join(cache, 'of-another-program'), '');
  leave('', 10.5);
  sweep(store);
  expect(readdirSync(cache)).toEqual(['of-another-program']);
  expect(inTemporary()).toEqual(kept);
});

it.each([
  ['at another time', 20, 30],
  ['by a version that has it switched off', 10.5, 5],
])('what was made %s is somebody else’s and stays', (_when, made, upgraded) => {
  const store = tempStore();
  complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'), { minute: 10 });
  store.sql('UPDATE schema_migrations SET applied_at = ? WHERE version > 6').run(at(upgraded));
  leave('modelProducerName\0pytorch', made);
  const before = inTemporary();
  sweep(store);
  expect(readdirSync(folder).sort()).toEqual(['deviceid', 'onnxruntime.db']);
  expect(inTemporary()).toEqual(before);
});

it('a session of another program stays', () => {
  leave(`modelProducerName\0scribe\0${sessionId}`, 0, '11111111-d90b-d803-e054-b5620d9649da');
  sweep(tempStore());
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(temporary, '.ses'))).toBe(true);
});
