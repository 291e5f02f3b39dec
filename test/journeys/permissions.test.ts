import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { keepPrivate } from '../../src/platform/permissions.js';
import { readFolders } from '../../src/settings/folders.js';
import { variable } from '../keep-compiled.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
const umask = process.umask();
afterEach(() => void process.umask(umask));
afterAll(folders.remove);

// A file with a second name elsewhere is left alone: here each store has files of its own.
vi.stubEnv(variable, '');
afterAll(() => vi.unstubAllEnvs());

const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

/** Every file and folder below a folder, with its mode; what goes while it is looked at does not count. */
function modesBelow(folder: string): [path: string, mode: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
    return found && !found.isSymbolicLink() ? [[name, (found.mode & 0o777).toString(8)]] : [];
  });
}

const wide = (folder: string) => modesBelow(folder).filter(([, mode]) => !/^[67]?00$/.test(mode));

describe.skipIf(process.platform === 'win32')('what scribe keeps is for its owner alone', () => {
  it('whatever the umask, and whoever made the home, while it works too; `--out` follows the umask', async () => {
    process.umask(0);
    const home = join(folders.make(), 'home');
    mkdirSync(home);
    const out = join(folders.make(), 'out');
    const seen = new Set<string>();
    const look = () => {
      for (const [path] of modesBelow(home)) seen.add(path.replace(/[0-9a-f-]{8,}.*/, ''));
      expect(wide(home)).toEqual([]);
      return undefined;
    };
    const ingest = await runScribe(home, ['ingest', example('voice-maya.ogg'), '--out', out, '--json'], {
      onLine: look,
      language: 'auto',
    });
    expect(ingest.status, ingest.stderr).toBe(0);
    expect([...seen]).toEqual(
      expect.arrayContaining(['scribe.db-wal', 'scribe.db-shm', 'cache/spool', 'locks']),
    );
    for (const args of [
      ['speakers', 'enroll', 'Maya', example('voice-maya.ogg'), '--consent'],
      ['models', 'default', 'whisper-tiny.en-scribe'],
      ['doctor'],
    ])
      expect((await runScribe(home, args)).status, args.join(' ')).toBe(0);
    expect(existsSync(join(home, 'config.yaml'))).toBe(true);
    expect(modeOf(home)).toBe('700');
    expect(wide(home)).toEqual([]);
    expect(modesBelow(home).length).toBeGreaterThan(10);

    expect(modeOf(out)).toBe('777');
    for (const [path, mode] of modesBelow(out)) expect(mode, path).toBe(path.includes('.') ? '666' : '777');
    process.umask(0o027);
    const other = join(folders.make(), 'out');
    await runScribe(home, ['ingest', example('voice-maya.ogg'), '--out', other]);
    expect(modeOf(other)).toBe('750');
    for (const [path, mode] of modesBelow(other)) expect(mode, path).toBe(path.includes('.') ? '640' : '750');
  }, 300_000);

  it('even after a backup or an earlier version has left it open', async () => {
    const home = folders.make();
    await runScribe(home, ['ingest', example('voice-maya.ogg')]);
    const open = () => {
      for (const [path] of modesBelow(home))
        chmodSync(join(home, path), lstatSync(join(home, path)).isDirectory() ? 0o777 : 0o666);
      chmodSync(home, 0o755);
    };
    open();
    await runScribe(home, ['meetings', 'list']);
    expect(modeOf(home)).toBe('700');
    expect(wide(home)).toEqual([]);
    const [transcript] = modesBelow(home).filter(([path]) => path.endsWith('.md'));
    chmodSync(join(home, transcript[0]), 0o644);
    await runScribe(home, ['ingest', example('voice-maya.ogg')]);
    expect(wide(home)).toEqual([]);
  }, 300_000);

  it('and nothing else is closed: other folders, and what links lead to', () => {
    process.umask(0o022);
    const home = folders.make();
    const elsewhere = folders.make();
    chmodSync(home, 0o755);
    writeFileSync(join(elsewhere, 'model.onnx'), '');
    for (const folder of ['artifacts', 'somebody else'])
      mkdirSync(join(home, folder, 'x'), { recursive: true });
    symlinkSync(elsewhere, join(home, 'models'));
    keepPrivate(readFolders({ SCRIBE_HOME: home }), true);
    expect(modeOf(home)).toBe('755');
    expect(modeOf(join(home, 'artifacts', 'x'))).toBe('700');
    expect(modeOf(join(home, 'somebody else', 'x'))).toBe('755');
    expect(modeOf(join(elsewhere, 'model.onnx'))).toBe('644');
    expect(modeOf(dirname(home))).toBe(modeOf(dirname(elsewhere)));
  });
});
