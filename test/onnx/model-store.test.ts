import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../../src/onnx/model-catalog.js';
import { missingFiles, modelFolder, verifyModel } from '../../src/onnx/model-store.js';

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
  languages: ['*'],
  licence: '',
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

async function failure(): Promise<ScribeError> {
  const error = await verifyModel(model, folders).catch((thrown: unknown) => thrown);
  if (error instanceof ScribeError) return error;
  throw new Error('no ScribeError was thrown');
}

describe('the catalog', () => {
  it('names models that are installed, with the sizes it says', () => {
    for (const entry of readCatalog()) expect(missingFiles(entry, modelFolder(entry, folders))).toEqual([]);
  });

  it('says which models there are when one is unknown', () => {
    expect(() => findInCatalog('whisper-huge', 'recognition')).toThrow(
      /no recognition model called "whisper-huge"/,
    );
    expect(() => findInCatalog('voice-scribe', 'recognition')).toThrow(ScribeError);
  });
});

describe('verifyModel', () => {
  it('verifies every model that ships', async () => {
    for (const entry of readCatalog())
      expect((await verifyModel(entry, folders)).hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('prefers the user’s own folder', async () => {
    install(bytes);
    expect((await verifyModel(model, folders)).folder).toBe(join(folders.models, 'small'));
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
    const ledger = readFileSync(join(folders.cache, 'verified-models.json'), 'utf8');
    expect(ledger).toContain('model.onnx');

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
