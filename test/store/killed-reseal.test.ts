import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeyFile } from '../../src/commands/store-key.js';
import { isSealed, type StoreKey } from '../../src/store/engine.js';
import { openExisting, openStore } from '../../src/store/open-store.js';
import { resealStore } from '../../src/store/reseal.js';
import type { Store } from '../../src/store/store.js';
import { buildInjector } from '../../torture/injector.js';
import { launch } from '../../torture/launch.js';
import { canEncrypt } from './engine.js';
import { at, complete, enroll, makeRecording, snapshot } from './fixture.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scribe-reseal-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { library, ...probe } = buildInjector(folder);
if (library === null && 'reason' in probe)
  console.warn(`skipping tests of killed encryption: ${probe.reason}`);

const [first, second] = ['first', 'second'].map((name, i) => {
  const path = join(folder, `${name}.key`);
  writeFileSync(path, `${`${i}a`.repeat(32)}\n`, { mode: 0o600 });
  return path;
});
const keyOf = (file: string | null): StoreKey | null =>
  file === null ? null : readKeyFile(file, '/nowhere');

/** A store of one meeting, as it is and as rows. */
async function makeStore(name: string, keyFile: string | null) {
  const home = join(folder, name);
  const store = openStore({ home, now: at(0) });
  complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const rows = rowsOf(store);
  store.close();
  if (keyFile) await resealStore({ home, from: null, to: keyOf(keyFile), rendered: [] });
  return { home, rows };
}

function rowsOf(store: Store) {
  store.sql('DELETE FROM render_debts').run();
  return snapshot(store);
}

/** Whether a store has this key. One that is plain opens with any. */
function opens(home: string, keyFile: string | null): boolean {
  try {
    openExisting({ home, key: keyOf(keyFile) }).close();
    return isSealed(join(home, 'scribe.db')) === (keyFile !== null);
  } catch {
    return false;
  }
}

describe.skipIf(!canEncrypt || library === null)(
  'a store whose key is changed by a process that is killed',
  () => {
    it.each([
      ['encrypt', null, first, ['--key-file', first]],
      ['rekey', first, second, ['--key-file', first, '--new-key-file', second]],
      ['decrypt', first, null, ['--key-file', first]],
    ] as const)(
      '%s: is whole, and has its old key or its new one, at every moment',
      { timeout: 300_000 },
      async (command, from, to, flags) => {
        const { home, rows } = await makeStore(command, from);
        let round = 0;
        const run = async (fault?: string) => {
          const place = {
            folder,
            home: join(folder, `${command}-${round++}`),
            out: join(folder, 'out'),
            keyFile: null,
          };
          cpSync(home, place.home, { recursive: true });
          mkdirSync(place.out, { recursive: true });
          const ended = await launch({ args: ['store', command, ...flags], place, library, fault });
          return { ...ended, home: place.home };
        };
        // What node compiles is kept at the end of the first run: it is not to be among what the others do.
        cpSync(join((await run()).home, 'cache'), join(home, 'cache'), { recursive: true });
        const whole = await run();
        expect(whole.status, whole.stderr).toBe(0);
        // Evenly over the run, and closely around its end, where the new store takes the name of the old one.
        const { things } = whole;
        const moments = new Set([
          ...Array.from({ length: 5 }, (_, i) => Math.ceil(((i + 0.5) * things) / 5)),
          ...Array.from({ length: 5 }, (_, i) => things - 2 * i),
        ]);
        const ends = new Set<string>();
        for (const moment of moments) {
          const killed = await run(`kill:${moment}`);
          const told = `killed at ${moment} of ${things}: ${killed.stderr}`;
          expect(killed.signal, told).toBe('SIGKILL');
          const [old, fresh] = [opens(killed.home, from), opens(killed.home, to)];
          expect([old, fresh].filter(Boolean), told).toHaveLength(1);
          ends.add(old ? 'old' : 'new');
          const now = old ? from : to;
          const store = openStore({ home: killed.home, now: at(1), key: keyOf(now) });
          expect(store.sql('PRAGMA integrity_check').pluck().all(), told).toEqual(['ok']);
          expect(rowsOf(store), told).toEqual(rows);
          store.close();
          // What the killed one has begun is gone, and the next one gets to the end.
          expect(
            readdirSync(killed.home).filter((name) => !/^(scribe\.db|locks|artifacts|cache)$/.test(name)),
            told,
          ).toEqual([]);
          if (old) await resealStore({ home: killed.home, from: keyOf(from), to: keyOf(to), rendered: [] });
          expect(opens(killed.home, to), told).toBe(true);
          rmSync(killed.home, { recursive: true });
        }
        expect([...ends].sort()).toEqual(['new', 'old']);
      },
    );
  },
);
