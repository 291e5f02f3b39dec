import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payDebts } from '../../src/artifacts/pay-debts.js';
import { writeOut } from '../../src/artifacts/write-copies.js';
import { withStore } from '../../src/commands/with-store.js';
import { formatsByDefault } from '../../src/domain/format-names.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { lockRecording } from '../../src/store/locks.js';
import { openStore } from '../../src/store/open-store.js';
import { findProfileByName, renameProfile } from '../../src/store/profiles.js';
import { createTestContext } from '../command-context.js';
import { repo } from '../shared.js';
import { at, complete, countRows, enroll, makeRecording } from '../store/fixture.js';
import { createFolders, example, filesBelow, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const prepared = folders.make();
/** Where the meeting is copied to; the store knows the path. */
const out = join(folders.make(), 'out');
/** A file that the store knows, by its hash. */
const recording = join(folders.make(), 'a.ogg');
let id: string;

beforeAll(async () => {
  const store = openStore({ home: prepared, now: at(0) });
  const person = enroll(store, 'Zebedee');
  // What is known is not decoded.
  writeFileSync(recording, Uint8Array.of(0, 255, 1, 254));
  const known = makeRecording('a.ogg');
  const sha256 = createHash('sha256').update(readFileSync(recording)).digest('hex');
  id = complete(store, { ...known, fingerprint: { ...known.fingerprint, sha256 } }, person).meetingId;
  const context = createTestContext({ home: prepared });
  await writeOut(
    store,
    id,
    { outDir: out, fileName: 'a.ogg', style: 'verbatim' as const, formats: formatsByDefault },
    context,
  );
  await payDebts(store, context);
  store.close();
  cpSync(out, `${out}.saved`, { recursive: true });
});

/** A store of its own, in which Zebedee speaks in a meeting. */
function prepare(): string {
  const home = folders.make();
  cpSync(prepared, home, { recursive: true });
  rmSync(out, { recursive: true, force: true });
  cpSync(`${out}.saved`, out, { recursive: true });
  return home;
}

const stopAt = (what: string, wait?: string) => ({
  NODE_OPTIONS: `--require ${repo('test/journeys/stop-at.cjs')}`,
  STOP_AT: what,
  ...(wait && { STOP_WAIT: wait }),
});

const filesWith = (folder: string, word: string) =>
  filesBelow(folder).filter((name) => readFileSync(name).includes(word));

/** What every command does first. */
async function openAgain(home: string): Promise<void> {
  const context = createTestContext({ home });
  await withStore(context, () => {});
  expect(context.printed.err).toBe('');
}

/**
 * Kills a command before each of the things that it does to files and to the file of the store, one after the other,
 * until it comes to its end. @returns how often it was killed.
 */
async function killEverywhere(
  args: readonly string[],
  check: (home: string) => Promise<void>,
  where = /^(mkdir|rename|rm|open) .*(artifacts|locks|out\/)|^exec VACUUM/,
): Promise<number> {
  for (let count = 1; ; count++) {
    const home = prepare();
    const run = await runScribe(home, args, {
      env: stopAt(`${count} ${where.source}`),
    });
    await check(home);
    if (run.signal !== 'SIGKILL') {
      expect(run.status).toBe(0);
      return count - 1;
    }
  }
}

describe('a command that is killed at any point leaves nothing that the next one does not mend:', () => {
  it('forget: the name is in no file', async () => {
    const kills = await killEverywhere(['speakers', 'forget', 'Zebedee', '--yes'], async (home) => {
      await openAgain(home);
      expect([...filesWith(home, 'Zebedee'), ...filesWith(out, 'Zebedee')]).toEqual([]);
      expect(readdirSync(join(out, 'a'))).toHaveLength(5);
      expect(readFileSync(join(home, 'artifacts', id, 'transcript.txt'), 'utf8')).toContain(
        'Speaker 1: Good morning.',
      );
    });
    expect(kills).toBeGreaterThan(25);
  });

  it('rename: only the new name is in the transcripts', async () => {
    const kills = await killEverywhere(['speakers', 'rename', 'Zebedee', 'Florence'], async (home) => {
      await openAgain(home);
      expect([...filesWith(join(home, 'artifacts'), 'Zebedee'), ...filesWith(out, 'Zebedee')]).toEqual([]);
      expect(filesWith(out, 'Florence')).toHaveLength(5);
      expect(filesWith(join(home, 'artifacts'), 'Florence')).toHaveLength(5);
    });
    expect(kills).toBeGreaterThan(25);
  });

  it('meetings rm: the files go with the meeting', async () => {
    const kills = await killEverywhere(['meetings', 'rm', id, '--yes'], async (home) => {
      await openAgain(home);
      expect(readdirSync(join(home, 'artifacts'))).toEqual([]);
      expect(filesWith(out, 'Zebedee')).toHaveLength(5);
    });
    expect(kills).toBeGreaterThan(1);
  });
});

it('a kill while copies are made leaves none that a later forget does not reach', async () => {
  const elsewhere = join(folders.make(), 'out');
  const args = ['ingest', recording, '--out', join(elsewhere, 'new')];
  const named = () => (existsSync(elsewhere) ? filesWith(elsewhere, 'Zebedee').length : 0);
  const left: number[] = [];
  const kills = await killEverywhere(
    args,
    async (home) => {
      left.push(named());
      const context = createTestContext({ home });
      await withStore(context, async (store) => {
        forgetProfile(store, { profileId: findProfileByName(store, 'Zebedee')!.id, now: at(9) });
        await payDebts(store, context);
      });
      expect(named()).toBe(0);
      rmSync(elsewhere, { recursive: true, force: true });
    },
    /^(mkdir|rename|rm|open) .*new\//,
  );
  expect(kills).toBeGreaterThan(5);
  expect(left.filter((files) => files > 0).length).toBeGreaterThan(2);
});

it('a meeting goes with all that a killed run left of it, but not while a run is at work on it', async () => {
  const home = folders.make();
  const killed = await runScribe(home, ['ingest', example('voice-maya.ogg'), '--json'], {
    onLine: (line) => (line.includes('"kind":"stage-started","stage":"match"') ? 'SIGKILL' : undefined),
  });
  expect(killed.signal).toBe('SIGKILL');
  const store = openStore({ home, now: at(0) });
  const rows = (table: string) => countRows(store, table);
  const { contentFp } = store.sql<{ contentFp: string }>('SELECT content_fp AS contentFp FROM files').get()!;
  expect(rows('cache')).toBeGreaterThan(1);
  expect(filesBelow(join(home, 'cache', 'spool'))).toHaveLength(1);

  const lock = lockRecording(home, contentFp);
  const refused = await runScribe(home, ['meetings', 'rm', 'last', '--yes']);
  expect(refused.status).toBe(5);
  expect(refused.stderr).toContain('another scribe process is working on its recording');
  lock?.release();

  expect((await runScribe(home, ['meetings', 'rm', 'last', '--yes'])).status).toBe(0);
  expect(['meetings', 'files', 'cache', 'render_debts'].map(rows)).toEqual([0, 0, 0, 0]);
  expect(filesBelow(join(home, 'cache', 'spool'))).toEqual([]);
  store.close();
});

describe('a name that changes while a recording is saved is right in its files:', () => {
  const enrolled = folders.make();
  beforeAll(async () => {
    await runScribe(enrolled, ['speakers', 'enroll', 'Zebedee', example('voice-maya.ogg'), '--consent']);
  });

  /** Stops an ingest of Zebedee's voice at a point, does something, and lets it go on. */
  async function whileSaving(point: string, change: (home: string) => void): Promise<string> {
    const home = folders.make();
    cpSync(enrolled, home, { recursive: true });
    const wait = join(folders.make(), 'go');
    const ingest = runScribe(home, ['ingest', example('voice-maya.ogg'), '--json'], {
      env: stopAt(point, wait),
    });
    while (!existsSync(`${wait}.reached`)) await new Promise((resolve) => setTimeout(resolve, 50));
    change(home);
    writeFileSync(wait, '');
    const { status, stdout } = await ingest;
    expect(status).toBe(0);
    expect(stdout.split('\n').findLast((line) => line.includes('recording-finished'))).not.toContain(
      'Zebedee',
    );
    return join(home, 'artifacts');
  }

  const rename = (home: string) => {
    const store = openStore({ home, now: at(0) });
    const { id } = findProfileByName(store, 'Zebedee')!;
    renameProfile(store, { profileId: id, displayName: 'Florence', now: at(1) });
    store.close();
  };

  it.each([
    ['after it read the names, before the first file', '1 ^mkdir .*artifacts/[^/]+$'],
    ['between the first file and the second', '2 ^rename .*artifacts/[^/]+/transcript'],
  ])(
    '%s',
    async (_when, point) => {
      const artifacts = await whileSaving(point, rename);
      expect(filesWith(artifacts, 'Zebedee')).toEqual([]);
      expect(filesWith(artifacts, 'Florence')).toHaveLength(5);
    },
    120_000,
  );
});
