import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import {
  type CatalogFile,
  type CatalogModel,
  downloadSize,
  findInCatalog,
  isShipped,
  parseCatalog,
  readCatalog,
  speaks,
} from '../../src/models/catalog.js';
import { missingFiles, modelFolder } from '../../src/models/installed.js';
import { hasShared, shared } from '../shared.js';

const catalog = readCatalog();
const recognition = catalog.filter(({ task }) => task === 'recognition');
const sourceOf = (model: CatalogModel, file: CatalogFile) => file.source ?? model.source;

describe('the catalog', () => {
  it('names shipped models that are installed, with the sizes it says', () => {
    const shipped = catalog.filter(isShipped);
    expect(shipped.map(({ task }) => task).sort()).toEqual([
      ...['recognition', 'recognition', 'segmentation', 'speech', 'voice'],
    ]);
    for (const model of shipped)
      expect(missingFiles(model, modelFolder(model, { models: '/nowhere' }))).toEqual([]);
  });

  it('names shipped models with the text of their licence beside them, where it asks for that', () => {
    const texts = {
      'campplus-zh-en': /Apache License\s+Version 2\.0/,
      'segmentation-3.0': /MIT License\n\n.*CNRS/,
    };
    for (const [name, text] of Object.entries(texts)) {
      const folder = modelFolder(findInCatalog(name, null), { models: '/nowhere' });
      expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toMatch(text);
    }
  });

  it('chooses among the models that ship: one for English, one for all other languages', () => {
    const chosen = catalog.filter(({ shippedFor }) => shippedFor);
    expect(chosen.map(({ name, shippedFor }) => [name, shippedFor])).toEqual([
      ['whisper-tiny.en-scribe', ['en']],
      ['whisper-base-8bit', ['*']],
    ]);
    expect(chosen.every((model) => isShipped(model) && model.task === 'recognition')).toBe(true);
    expect(recognition.filter(isShipped)).toEqual(chosen);
  });

  it('says which models there are when one is unknown', () => {
    expect(() => findInCatalog('whisper-huge', 'recognition')).toThrow(
      /no recognition model called "whisper-huge"/,
    );
    expect(() => findInCatalog('whisper-huge', null)).toThrow(/no model called "whisper-huge"/);
    expect(() => findInCatalog('campplus-zh-en', 'recognition')).toThrow(ScribeError);
    expect(findInCatalog('campplus-zh-en', null).task).toBe('voice');
  });

  it('gives every recognition model a rank of its own, and a cost', () => {
    const ranks = recognition.map(({ rank }) => rank);
    expect(ranks.every((rank) => rank !== undefined)).toBe(true);
    expect(new Set(ranks).size).toBe(ranks.length);
    for (const { name, cost } of recognition) expect(cost, name).toBeGreaterThan(0);
    const last = recognition.find(({ rank }) => rank === Math.max(...(ranks as number[])));
    expect(last && isShipped(last)).toBe(true);
  });

  it('fills in the lists of languages', () => {
    const parakeet = findInCatalog('parakeet-ultra-int8', 'recognition');
    expect(parakeet.languages).toHaveLength(25);
    expect(speaks(parakeet, 'de')).toBe(true);
    expect(speaks(parakeet, 'ja')).toBe(false);
    expect(findInCatalog('whisper-large-v3-turbo', 'recognition').languages).toHaveLength(100);
    for (const { languages, name } of catalog)
      for (const code of languages) expect(code, name).toMatch(/^(\*|[a-z]{2,3})$/);
  });

  it('knows how large every download is, at least about', () => {
    for (const model of catalog) expect(downloadSize(model), model.name).toBeGreaterThan(0);
    expect(downloadSize(findInCatalog('parakeet-ultra-int8', null))).toBe(649524002 + 18203490 + 93939 + 97);
  });

  it('keeps data files of a network under the name that the network knows them by', () => {
    const data = catalog
      .flatMap((model) => model.files)
      .filter(({ path }) => /\.onnx(_data|\.data)/.test(path));
    expect(data.length).toBeGreaterThan(0);
    for (const { path, remote = path } of data) expect(path.split('/').at(-1)).toBe(remote.split('/').at(-1));
  });

  it('never loads the combination that onnxruntime 1.25 and later cannot open', () => {
    const paths = recognition.flatMap((model) => model.files.map(({ path }) => path));
    expect(paths.filter((path) => /decoder_model_merged_(quantized|int8|uint8)/.test(path))).toEqual([]);
  });

  it.each(['../outside', 'onnx/../../outside', '/etc/passwd', 'a//b', '', 'onnx\\model'])(
    'rejects a file whose path is %j',
    (path) => {
      const model = { ...catalog[0], files: [{ path, size: 1, sha256: null }] };
      expect(() => parseCatalog({ version: 1, languages: {}, shipped: {}, models: { model } })).toThrow();
    },
  );
});

interface ManifestModel {
  readonly repo: string;
  readonly revision: string | null;
  readonly files: readonly { path: string; size: number | null; sha256: string | null }[];
}

describe.skipIf(!hasShared)('the pins', () => {
  const manifest = hasShared
    ? Object.values(
        (
          JSON.parse(readFileSync(shared('design', 'models-manifest.json'), 'utf8')) as {
            models: Record<string, ManifestModel>;
          }
        ).models,
      )
    : [];
  const remote = catalog.filter((model) => !isShipped(model));
  const cases = remote.flatMap((model) =>
    model.files.map((file) => [model.name, file.path, model, file] as const),
  );

  it.each(cases)('of %s/%s are those of the manifest, and no others', (_name, _path, model, file) => {
    const source = sourceOf(model, file);
    if (!('repo' in source)) throw new Error('a model that does not ship has a repository');
    const revision = source.kind === 'github-release' ? source.tag : source.revision;
    const known = manifest
      .filter((entry) => entry.repo === source.repo && (entry.revision ?? revision) === revision)
      .flatMap((entry) => entry.files)
      .filter(({ path }) => path === (file.remote ?? file.path));
    const one = <T>(values: readonly (T | null)[]) => [...new Set(values.filter((value) => value !== null))];
    expect(one([file.sha256])).toEqual(one(known.map(({ sha256 }) => sha256)));
    expect(one([file.size])).toEqual(one(known.map(({ size }) => size)));
  });

  it('cover most of what can be pulled', () => {
    const sources = new Set(manifest.map(({ repo }) => repo));
    const found = remote.filter(({ source }) => 'repo' in source && sources.has(source.repo));
    expect(found.length).toBeGreaterThan(remote.length / 2);
  });
});
