import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { type CatalogModel, isShipped, readCatalog } from '../../src/models/catalog.js';
import {
  isInstalled,
  missingFiles,
  modelFolder,
  verifyModel,
  verifyModelFiles,
} from '../../src/models/installed.js';
import { readTrustedPins, writeTrustedPins } from '../../src/models/trusted-pins.js';

let root: string;
let folders: { models: string; cache: string };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scribe-models-'));
  folders = { models: join(root, 'models'), cache: join(root, 'cache') };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bytes = Buffer.from('a small network');
const model: CatalogModel = {
  name: 'small',
  task: 'voice',
  architecture: 'wespeaker',
  summary: '',
  advice: '',
  languages: ['*'],
  licence: '',
  memory: { bytes: 1, basis: 'estimated' },
  source: { kind: 'repository', folder: 'not-shipped' },
  files: [
    { path: 'onnx/model.onnx', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  ],
  parameters: {},
};

function install(content: Buffer): string {
  const path = join(folders.models, 'small', 'onnx', 'model.onnx');
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function failure(asked = model): Promise<ScribeError> {
  const error = await verifyModel(asked, folders).catch((thrown: unknown) => thrown);
  if (error instanceof ScribeError) return error;
  throw new Error('no ScribeError was thrown');
}

describe('verifyModel', () => {
  it('verifies every model that ships', async () => {
    for (const entry of readCatalog().filter(isShipped))
      expect((await verifyModel(entry, folders)).hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('prefers the user’s own folder', async () => {
    install(bytes);
    expect((await verifyModel(model, folders)).folder).toBe(join(folders.models, 'small'));
  });

  it('has another hash when a file, the architecture or a parameter is another', async () => {
    install(bytes);
    const hashOf = async (change: Partial<CatalogModel>) =>
      (await verifyModel({ ...model, ...change }, folders)).hash;
    const hashes = [
      await hashOf({}),
      await hashOf({ parameters: { ...model.parameters, timestamps: true } }),
      await hashOf({ parameters: { ...model.parameters, timestamps: false } }),
      await hashOf({ architecture: 'another' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(await hashOf({ summary: 'other words' })).toBe(hashes[0]);
  });

  it('says which file is missing and how to get it', async () => {
    const error = await failure();
    expect(error.code).toBe('MODEL');
    expect(error.message).toMatch(/small: .*model\.onnx is missing/);
    expect(error.hint).toBeTruthy();
  });

  it('rejects a file of another size, and one with other bytes', async () => {
    install(Buffer.from('short'));
    expect((await failure()).message).toMatch(/has 5 bytes instead of 15/);
    install(Buffer.from('A small network'));
    expect((await failure()).message).toMatch(/is not the file that the catalog pins/);
  });

  it('hashes a file once, and again when it has changed', async () => {
    const path = install(bytes);
    await verifyModel(model, folders);
    const verified = readFileSync(join(folders.cache, 'verified-models.json'), 'utf8');
    expect(verified).toContain('model.onnx');

    // Other bytes behind the same size and times: only a remembered verdict lets them through.
    const before = statSync(path);
    writeFileSync(path, Buffer.from('A small network'));
    utimesSync(path, before.atime, before.mtime);
    const unchanged = statSync(path, { bigint: true });
    writeFileSync(
      join(folders.cache, 'verified-models.json'),
      JSON.stringify({
        [path]: `${model.files[0].sha256} ${unchanged.size} ${unchanged.mtimeNs} ${unchanged.ino}`,
      }),
    );
    await expect(verifyModel(model, folders)).resolves.toBeTruthy();

    utimesSync(path, new Date(), new Date());
    expect((await failure()).message).toMatch(/is not the file/);
  });
});

describe('a model of another place', () => {
  const pinned = model.files[0];
  const remote: CatalogModel = {
    ...model,
    source: { kind: 'huggingface', repo: 'somebody/small', revision: null },
  };
  const unpinned: CatalogModel = { ...remote, files: [{ ...pinned, size: null, sha256: null }] };
  const folder = () => join(folders.models, 'small');

  it('is pulled when it is missing, and removed first when it is wrong', async () => {
    expect(modelFolder(remote, folders)).toBe(folder());
    expect(isInstalled(remote, folders)).toBe(false);
    expect((await failure(remote)).hint).toBe('Run `scribe models pull small`.');
    install(Buffer.from('A small network'));
    expect((await failure(remote)).hint).toBe(
      'Run `scribe models rm small`, then `scribe models pull small`.',
    );
  });

  it('says of a wrong own copy of a shipped model that removing it brings the shipped one back', async () => {
    install(Buffer.from('A small network'));
    expect((await failure()).hint).toMatch(/scribe models rm small.*ships/);
  });

  it('is trusted the first time where nothing pins it, and held to that from then on', async () => {
    install(bytes);
    const first = await verifyModel(unpinned, folders);
    expect(readTrustedPins(folder())).toEqual({
      'onnx/model.onnx': { size: pinned.size, sha256: pinned.sha256 },
    });
    expect(first.hash).toBe((await verifyModel(remote, folders)).hash);
    expect(first.size).toBe(bytes.length);

    install(Buffer.from('A small network'));
    expect((await failure(unpinned)).message).toMatch(/is not the file that was downloaded first/);
    install(Buffer.from('short'));
    expect((await failure(unpinned)).message).toMatch(/has 5 bytes instead of 15/);
    expect(missingFiles(unpinned, folder())).toEqual([join(folder(), 'onnx', 'model.onnx')]);
  });

  it('has another hash when another file came first', async () => {
    install(bytes);
    const first = await verifyModel(unpinned, folders);
    rmSync(folder(), { recursive: true });
    install(Buffer.from('A small network'));
    expect((await verifyModel(unpinned, folders)).hash).not.toBe(first.hash);
  });

  it('reads every byte again when asked, whatever was verified before', async () => {
    const path = install(bytes);
    await verifyModel(remote, folders);
    const before = statSync(path);
    writeFileSync(path, Buffer.from('A small network'));
    utimesSync(path, before.atime, before.mtime);
    const { size, mtimeNs, ino } = statSync(path, { bigint: true });
    const verified = { [path]: `${pinned.sha256} ${size} ${mtimeNs} ${ino}` };
    const [remembered] = await verifyModelFiles(remote, folder(), { cache: verified });
    expect(remembered.problem).toBeNull();
    const [fresh] = await verifyModelFiles(remote, folder(), { cache: null });
    expect(fresh.problem?.text).toMatch(/is not the file that the catalog pins/);
  });
});

describe('the list of trusted pins', () => {
  it('comes back as it was written, and is empty when it is missing or damaged', () => {
    mkdirSync(root, { recursive: true });
    expect(readTrustedPins(root)).toEqual({});
    const pins = { 'onnx/model.onnx': { size: 15, sha256: model.files[0].sha256! } };
    writeTrustedPins(root, pins);
    expect(readTrustedPins(root)).toEqual(pins);
    expect(readdirSync(root)).toEqual(['.pins.json']);
    writeFileSync(join(root, '.pins.json'), '{"onnx/model.onnx": {"size": "many"}}');
    expect(readTrustedPins(root)).toEqual({});
    writeFileSync(join(root, '.pins.json'), '{');
    expect(readTrustedPins(root)).toEqual({});
  });
});
