import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFit, checkModels } from '../../../src/commands/doctor/check-models.js';
import { type CatalogModel, readCatalog } from '../../../src/models/catalog.js';
import { catalogModel, createTestContext, fill, type TestContext } from '../../command-context.js';

const shipped = readCatalog().filter(
  ({ source }) => source.kind === 'repository' || source.kind === 'package',
);
const big = catalogModel(
  'big',
  { 'model.onnx': 'big weights', 'config.json': '{}' },
  { cost: 8, memory: { bytes: 2e9, basis: 'published' } },
);
const quick = catalogModel('quick', { 'model.onnx': 'quick' }, { cost: 0.5, rank: 2 });
const catalog: readonly CatalogModel[] = [...shipped, big, quick];
const machine = { memory: 8e9, free: 6e9, processors: 2, speed: 96 };

let context: TestContext;
beforeEach(() => {
  context = createTestContext();
});
afterEach(() => context.remove());
const installBig = (
  contents: Record<string, string> = { 'model.onnx': 'big weights', 'config.json': '{}' },
) => fill(join(context.folders.models, 'big'), contents);

describe('doctor on models', () => {
  it('finds nothing wrong with a fresh clone, and names what could be pulled in one line', async () => {
    const checks = await checkModels(context, catalog, machine);
    expect(checks.filter(({ problem, warning }) => problem !== null || warning)).toEqual([]);
    expect(checks[0]).toMatchObject({
      name: 'recognition',
      detail: 'whisper-tiny.en-scribe, whisper-base-8bit, chosen by auto for each language',
    });
    expect(checks.at(-1)).toMatchObject({ name: 'models to pull', detail: 'big, quick' });
  });

  it('warns of an installed model that is too slow, which is no problem', async () => {
    installBig();
    const checks = await checkModels(context, catalog, machine);
    expect(checks.every(({ problem }) => problem === null)).toBe(true);
    const warnings = checks.filter(({ warning }) => warning);
    expect(warnings).toEqual([
      expect.objectContaining({
        name: 'model big',
        detail:
          'it takes about 2.0 times as long as the recording (estimated, to a factor of two); use quick instead',
      }),
    ]);
  });

  it('warns of a partial download, and calls a wrong file a problem', async () => {
    installBig({ 'model.onnx': 'big weights' });
    const begun = (await checkModels(context, catalog, machine)).filter(({ warning }) => warning);
    expect(begun.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/1 file of 2 missing or partial; run `scribe models pull big`/),
    ]);
    installBig({ 'model.onnx': 'BIG weights', 'config.json': '{}' });
    const wrong = (await checkModels(context, catalog, machine)).filter(({ problem }) => problem !== null);
    expect(wrong).toEqual([
      expect.objectContaining({
        name: 'model big',
        problem: 'MODEL',
        detail: expect.stringMatching(/models rm big/),
      }),
    ]);
  });

  it('calls a chosen model that is not installed a problem', async () => {
    const asking = createTestContext({ flags: { model: 'quick' } });
    const [recognition] = await checkModels(asking, catalog, machine);
    asking.remove();
    expect(recognition).toMatchObject({
      problem: 'MODEL',
      detail: expect.stringMatching(/models pull quick/),
    });
  });
});

describe('whether a model suits the machine', () => {
  const details = (change: Partial<typeof machine>) =>
    checkFit(big, catalog, { ...machine, speed: 1000, ...change }, context).map(({ detail }) => detail);

  it('is not mentioned if it does', () => {
    expect(details({})).toEqual([]);
  });

  it('counts all memory first, then what is free', () => {
    expect(details({ memory: 2.4e9 })).toEqual([
      'it needs 2.0 GB of memory (published), and this machine has 2.4 GB; use quick instead',
    ]);
    expect(details({ free: 1.5e9 })).toEqual([
      'it needs 2.0 GB of memory (published), and only 1.5 GB are free now; use quick instead',
    ]);
  });

  it('gives every reason against it', () => {
    expect(details({ memory: 1e9, speed: 10 })[0]).toMatch(/memory.*; it takes about 19\.2 times/);
  });
});
