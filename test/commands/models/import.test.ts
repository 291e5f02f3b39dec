import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, Header } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importModel } from '../../../src/commands/models/import.js';
import type { CatalogModel } from '../../../src/models/catalog.js';
import {
  type UnpackLimits,
  unpackDefaults,
  unpackWanted,
} from '../../../src/models/import/unpack-archive.js';
import { isInstalled, verifyModel } from '../../../src/models/installed.js';
import { readTrustedPins } from '../../../src/models/trusted-pins.js';
import { lockModel } from '../../../src/store/locks.js';
import { catalogModel, createTestContext, fill, sha256, type TestContext } from '../../command-context.js';

const pinnedContents = { 'onnx/model.onnx': 'weights of pinned', 'vocab.txt': 'a b c' };
const pinned = catalogModel('pinned', pinnedContents);
const looseContents = { '?onnx/model.onnx': 'weights of loose', '?config.json': '{}' };
const loose = catalogModel('loose', looseContents);
const other = catalogModel('other', { '?onnx/model.onnx': 'weights of other', '?config.json': '{ }' });
const mixed = catalogModel('mixed', { 'encoder.onnx': 'a mixed encoder', '?config.json': '{"mixed":1}' });
const catalog = [pinned, loose, other, mixed];

let context: TestContext;
let outside: string;
beforeEach(() => {
  context = createTestContext();
  outside = mkdtempSync(join(tmpdir(), 'scribe-outside-'));
});
afterEach(() => {
  context.remove();
  rmSync(outside, { recursive: true, force: true });
});

const run = (path: string, name?: string, models: readonly CatalogModel[] = catalog) =>
  importModel(context, path, { name }, models);
const failureOf = async (path: string, name?: string) => {
  const error = await run(path, name).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'MODEL' });
  return error as Error & { hint: string };
};
const installed = (model: CatalogModel, path: string) =>
  readFileSync(join(context.folders.models, model.name, path), 'utf8');
/** Nothing but finished models: no staging folder, no temporary file. */
const leftovers = () =>
  readdirSync(context.folders.models, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /import-/.test(path),
  );

describe('a folder', () => {
  it('is recognized by the hashes of its files, whatever they are called', async () => {
    fill(outside, { 'a.bin': 'weights of pinned', 'deep/er/words': 'a b c', 'README.md': 'hello' });
    expect(await run(outside)).toBe(0);
    expect(context.printed.out).toMatch(/^pinned: 2 files, 22 B, complete; MIT/);
    expect(installed(pinned, 'onnx/model.onnx')).toBe('weights of pinned');
    expect((await verifyModel(pinned, context.folders)).folder).toBe(join(context.folders.models, 'pinned'));
    expect(existsSync(join(outside, 'a.bin'))).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  it('says what is missing and ends with the status of a missing model', async () => {
    fill(outside, { 'model.onnx': 'weights of pinned' });
    expect(await run(outside)).toBe(4);
    expect(context.printed.out).toMatch(/1 file still missing.*\n {2}vocab\.txt is missing/);
    fill(outside, { 'vocab.txt': 'a b c' });
    expect(await run(outside)).toBe(0);
    expect(isInstalled(pinned, context.folders)).toBe(true);
  });

  it('of a model without pinned hashes is recognized by its name, and its hashes are remembered', async () => {
    const folder = fill(join(outside, 'loose_timestamped'), looseContents);
    expect(await run(folder)).toBe(0);
    expect(context.printed.out).toMatch(/config\.json has no known hash: trusted from now on/);
    expect(readTrustedPins(join(context.folders.models, 'loose'))).toEqual({
      'onnx/model.onnx': { size: 16, sha256: sha256('weights of loose') },
      'config.json': { size: 2, sha256: sha256('{}') },
    });
  });

  it('that does not say which model it is needs the name, and gets it', async () => {
    fill(outside, looseContents);
    const error = await failureOf(outside);
    expect(error.message).toMatch(/it has no model that scribe knows.*config\.json \(2 bytes\)/);
    expect(error.hint).toMatch(/--name/);
    expect(await run(outside, 'loose')).toBe(0);
    expect(isInstalled(loose, context.folders)).toBe(true);
  });

  it('never gives a model the unpinned files of another', async () => {
    fill(join(outside, 'first'), { 'encoder.onnx': 'a mixed encoder' });
    fill(join(outside, 'loose_timestamped'), looseContents);
    expect(await run(outside)).toBe(4);
    expect(installed(loose, 'config.json')).toBe('{}');
    expect(existsSync(join(context.folders.models, 'mixed', 'config.json'))).toBe(false);
  });

  it('that only happens to have the name of a model installs nothing', async () => {
    const folder = fill(join(outside, 'loose', 'downloads'), { ...pinnedContents, 'config.json': '[]' });
    expect(await run(folder)).toBe(0);
    expect(readdirSync(context.folders.models)).toEqual(['pinned']);
  });

  it('of the Hugging Face cache is read through its links, for several models at once', async () => {
    for (const [model, contents] of [
      [loose, looseContents],
      [other, { '?onnx/model.onnx': 'weights of other', '?config.json': '{ }' }],
    ] as const) {
      const cache = join(outside, `models--somebody--${model.name}_timestamped`);
      for (const [path, content] of Object.entries(contents)) {
        const blob = fill(join(cache, 'blobs'), { [sha256(content)]: content });
        const link = join(cache, 'snapshots', '0123', path.slice(1));
        mkdirSync(join(link, '..'), { recursive: true });
        symlinkSync(join(blob, sha256(content)), link);
      }
    }
    expect(await run(outside)).toBe(0);
    expect(installed(loose, 'config.json')).toBe('{}');
    expect(installed(other, 'config.json')).toBe('{ }');
    expect(installed(other, 'onnx/model.onnx')).toBe('weights of other');
  });

  it('with links that lead in circles ends', async () => {
    fill(outside, { 'model.onnx': 'weights of pinned', 'vocab.txt': 'a b c' });
    symlinkSync(outside, join(outside, 'again'));
    symlinkSync(join(outside, 'nowhere'), join(outside, 'dangling.onnx'));
    expect(await run(outside)).toBe(0);
  });

  it('that is not there, and a name that is not known, are clear errors', async () => {
    expect((await failureOf(join(outside, 'nowhere'))).message).toMatch(/Importing .*nowhere failed: ENOENT/);
    expect((await failureOf(outside, 'whisper-huge')).message).toMatch(/no model called "whisper-huge"/);
    expect((await failureOf(outside)).message).toMatch(/Nothing in it could be a model/);
    expect((await failureOf(outside, 'loose')).message).toMatch(/it has no file of loose/);
  });
});

describe('a model that another process works on', () => {
  it('is left alone', async () => {
    fill(outside, pinnedContents);
    const lock = lockModel(context.folders.home, 'pinned');
    await expect(run(outside)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(/another scribe/),
    });
    expect(readdirSync(context.folders.models)).toEqual([]);
    lock?.release();
    expect(await run(outside)).toBe(0);
  });
});

describe('a single file', () => {
  it('is one file of its model', async () => {
    fill(outside, { 'weights.bin': 'weights of pinned' });
    expect(await run(join(outside, 'weights.bin'))).toBe(4);
    expect(installed(pinned, 'onnx/model.onnx')).toBe('weights of pinned');
  });
});

describe('an archive', () => {
  const packed = async (name: string, contents: Readonly<Record<string, string>>, gzip = false) => {
    const folder = fill(mkdtempSync(join(outside, 'pack-')), contents);
    const file = join(outside, name);
    await create({ file, cwd: folder, gzip }, readdirSync(folder));
    return file;
  };

  it.each([
    ['model.tar', false],
    ['model.tgz', true],
    ['named-wrongly.zip', true],
  ])('%s is unpacked', async (name, gzip) => {
    const big = 'x'.repeat(3_000_000);
    const model = catalogModel('pinned', { 'model.onnx': big, 'vocab.txt': 'a b c' });
    const file = await packed(name, { 'some/where/model.onnx': big, 'vocab.txt': 'a b c' }, gzip);
    expect(await run(file, undefined, [model])).toBe(0);
    expect(installed(model, 'model.onnx')).toBe(big);
    expect(leftovers()).toEqual([]);
  });

  it('.tar.bz2 is unpacked', async () => {
    const bytes =
      'QlpoOTFBWSZTWcR1zBsAAJ5/gcuAACBAAfeAAAQQAG/v3sAABAgIIACShqhp6hoaABoAHomgklEekMmaR6mnqNBmo9Q00+zsKWGiwASckhEL/ZxKwhB5YbRCGAZT7yovkYFQKoYEdcaRFb9ZRdgxinxc7YOYJixuOVm3b2MjcxMzBANTVIkIQIW6MInNK0VTuHXYou36HK03REg/i7kinChIYjrmDYA=';
    const file = join(outside, 'pack.tar.bz2');
    writeFileSync(file, Buffer.from(bytes, 'base64'));
    expect(await run(file)).toBe(4);
    expect(installed(pinned, 'onnx/model.onnx')).toBe('weights of pinned');
  });

  it('is recognized by its own name, and one file serves two models', async () => {
    const file = await packed(
      'loose_timestamped.tar.gz',
      { 'onnx/model.onnx': 'w', 'config.json': 'c' },
      true,
    );
    expect(await run(file)).toBe(0);
    expect(installed(loose, 'config.json')).toBe('c');
    const twin = { ...pinned, name: 'twin' };
    const both = await packed('both.tar', { 'm.onnx': 'weights of pinned', v: 'a b c' });
    expect(await run(both, undefined, [pinned, twin])).toBe(0);
    expect(installed(twin, 'vocab.txt')).toBe('a b c');
    expect(installed(pinned, 'vocab.txt')).toBe('a b c');
  });

  it('of something else names what it holds, and unpacks nothing', async () => {
    const file = await packed('holiday.tar', { 'beach.jpg': 'sun', 'sea.jpg': 'water' });
    expect((await failureOf(file)).message).toMatch(/Found: beach\.jpg \(3 bytes\), sea\.jpg \(5 bytes\)/);
    expect(readdirSync(context.folders.models)).toEqual([]);
  });

  it('writes nothing outside, whatever its entries are called', async () => {
    const content = Buffer.from('weights of pinned');
    const entry = (path: string, type: 'File' | 'SymbolicLink' = 'File', linkpath = '') => {
      const header = Buffer.alloc(512);
      new Header({ path, size: type === 'File' ? content.length : 0, mode: 0o644, type, linkpath }).encode(
        header,
        0,
      );
      return type === 'File'
        ? [header, Buffer.concat([content, Buffer.alloc(512 - content.length)])]
        : [header];
    };
    const file = join(outside, 'evil.tar');
    const blocks = [
      ...entry('onnx', 'SymbolicLink', outside),
      ...entry('../../escaped.onnx'),
      ...entry(join(outside, 'absolute.onnx')),
      ...entry('onnx/model.onnx'),
      Buffer.alloc(1024),
    ];
    writeFileSync(file, Buffer.concat(blocks));
    expect(await run(file)).toBe(4);
    expect(installed(pinned, 'onnx/model.onnx')).toBe('weights of pinned');
    expect(readdirSync(outside)).toEqual(['evil.tar']);
    expect(existsSync(join(context.home, 'escaped.onnx'))).toBe(false);
  });

  it('stops at its limits', async () => {
    const file = await packed('many.tar', { a: '1', b: '2', c: '3', d: '4' });
    const folder = join(outside, 'staging');
    mkdirSync(folder);
    const limited = (limits: Partial<UnpackLimits>) =>
      unpackWanted(file, pinned.files, folder, {
        limits: { ...unpackDefaults, ...limits },
      });
    await expect(limited({ entries: 3 })).rejects.toThrow(/more than 3 entries/);
    await expect(limited({ bytes: 2 })).rejects.toThrow(/more than 2 bytes/);
    expect((await limited({})).kept).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps a few files of one name at most, and none that is too large', async () => {
    const contents = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}/config.json`, `${i}`]));
    const file = await packed('configs.tar', contents);
    const folder = join(outside, 'staging');
    mkdirSync(folder);
    expect((await unpackWanted(file, loose.files, folder)).kept).toHaveLength(unpackDefaults.ofOneName);
    const limits = { ...unpackDefaults, unknownFile: 0 };
    expect((await unpackWanted(file, loose.files, folder, { limits })).kept).toEqual([]);
  });

  it('that is cut off or damaged is an error that leaves nothing behind', async () => {
    const big = 'y'.repeat(500_000);
    const model = catalogModel('pinned', { 'model.onnx': big });
    for (const gzip of [false, true]) {
      const whole = readFileSync(await packed('whole.tar', { 'model.onnx': `${big.slice(1)}z` }, gzip));
      for (const bytes of [
        whole.subarray(0, whole.length * 0.6),
        Buffer.concat([whole.subarray(0, 300), Buffer.alloc(400, 7)]),
      ]) {
        const file = join(outside, 'broken.tar');
        writeFileSync(file, bytes);
        await expect(run(file, 'pinned', [model])).rejects.toMatchObject({ code: 'MODEL' });
        expect(readdirSync(context.folders.models)).toEqual([]);
      }
    }
  });

  it('stops when it is interrupted', async () => {
    const file = await packed('model.tar', pinnedContents);
    const stop = new AbortController();
    stop.abort();
    const stopped = importModel({ ...context, signal: stop.signal }, file, {}, catalog);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(context.folders.models)).toEqual([]);
  });
});
