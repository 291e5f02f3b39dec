import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chosenRecognizer } from '../../src/commands/chosen-models.js';
import { createFloorNotice } from '../../src/commands/floor-notice.js';
import { installedModels } from '../../src/commands/installed-models.js';
import { type CatalogModel, readCatalog } from '../../src/onnx/model-catalog.js';
import { catalogModel, createTestContext, fill, type TestContext } from './command-context.js';

const shipped = readCatalog().filter(
  ({ source }) => source.kind !== 'huggingface' && source.kind !== 'github-release',
);
/** As if the model for all other languages were not there. */
const englishOnly = shipped.filter(({ shippedFor }) => !shippedFor?.includes('*'));
const germanContents = { 'model.onnx': 'german weights' };
const german = catalogModel('german', germanContents, { languages: ['en', 'de'] });
const slow = catalogModel('slow', { 'model.onnx': 'slow' }, { languages: ['ja'], cost: 1000 });
const titan = catalogModel('titan', { 'model.onnx': 't' }, { task: 'voice', architecture: 'titanet' });
const catalog: readonly CatalogModel[] = [...englishOnly, german, slow, titan];
const machine = { memory: 8e9, processors: 2, speed: null };

const contexts: TestContext[] = [];
const contextFor = (flags: Record<string, unknown> = {}): TestContext => {
  const context = createTestContext({ flags });
  contexts.push(context);
  return context;
};
afterEach(() => {
  for (const context of contexts.splice(0)) context.remove();
});

describe('the recognizer that the settings stand for', () => {
  it('is the floor in a fresh clone, and a better one as soon as it is there', async () => {
    const context = contextFor();
    const models = await installedModels(context, catalog);
    expect(models.recognition.name).toBe('whisper-tiny.en-scribe');
    expect(models.recognition.hash).toMatch(/^[0-9a-f]{64}$/);
    fill(join(context.folders.models, 'german'), germanContents);
    expect((await installedModels(context, catalog)).recognition.name).toBe('german');
  });

  it('is another one that ships for every other language', async () => {
    for (const [language, name] of [
      ['en', 'whisper-tiny.en-scribe'],
      ['de', 'whisper-base-8bit'],
      ['ja', 'whisper-base-8bit'],
    ])
      expect((await installedModels(contextFor({ language }), shipped)).recognition.name).toBe(name);
  });

  it('is told to be pulled for a language that nothing installed speaks', () => {
    expect(() => chosenRecognizer(contextFor({ language: 'de' }), catalog, machine)).toThrow(
      expect.objectContaining({
        code: 'MODEL',
        message: 'Choosing a model: none that is installed speaks "de".',
        hint: 'Run `scribe models pull german` (14 B, MIT).',
      }),
    );
    for (const language of ['ja', 'sw'])
      expect(() => chosenRecognizer(contextFor({ language }), catalog, machine)).toThrow(
        expect.objectContaining({ code: 'MODEL', hint: expect.stringContaining('No model of the catalog') }),
      );
  });

  it('is offered on a terminal where nothing installed speaks the language', async () => {
    const questions: string[] = [];
    const context = contextFor({ language: 'de' });
    const confirm = async (question: string) => questions.push(question) < 0;
    await expect(installedModels({ ...context, confirm }, catalog)).rejects.toMatchObject({ code: 'MODEL' });
    expect(questions).toEqual(['Download german (14 B, MIT) now?']);
  });

  it('is the one that is named, installed or not', async () => {
    const context = contextFor({ model: 'german' });
    expect(chosenRecognizer(context, catalog, machine).name).toBe('german');
    await expect(installedModels(context, catalog)).rejects.toMatchObject({
      code: 'MODEL',
      hint: 'Run `scribe models pull german`.',
    });
    await expect(installedModels(contextFor({ model: 'whisper-huge' }), catalog)).rejects.toThrow(
      /no recognition model called "whisper-huge"/,
    );
  });

  it('fails clearly where this version has no code for it, and for voices too', async () => {
    const unheard = catalogModel('unheard', {}, { architecture: 'unheard-of' });
    expect(() => chosenRecognizer(contextFor({ model: 'unheard' }), [...catalog, unheard], machine)).toThrow(
      /Choosing the model unheard: this version of scribe cannot run its architecture unheard-of yet/,
    );
    await expect(installedModels(contextFor({ voiceModel: 'titan' }), catalog)).rejects.toThrow(
      /cannot run its architecture titanet/,
    );
  });
});

describe('the word about the floor', () => {
  const used = async (context: TestContext) => (await installedModels(context, catalog)).recognition;
  let context: TestContext;
  beforeEach(() => {
    context = contextFor();
  });

  it('is said once, for a recording of more than ten minutes', async () => {
    const notice = createFloorNotice(context, await used(context), catalog);
    expect(notice(600)).toBeNull();
    expect(notice(601)).toMatch(/whisper-tiny\.en-scribe.*`scribe models pull german`.*MIT/);
    expect(notice(7200)).toBeNull();
  });

  it('is not said to who chose it by name, has a better one, or can have none', async () => {
    const asked = contextFor({ model: 'whisper-tiny.en-scribe' });
    expect(createFloorNotice(asked, await used(asked), catalog)(7200)).toBeNull();
    expect(createFloorNotice(context, await used(context), shipped)(7200)).toBeNull();
    fill(join(context.folders.models, 'german'), germanContents);
    expect(createFloorNotice(context, await used(context), catalog)(7200)).toBeNull();
  });
});
