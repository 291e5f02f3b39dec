import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { chosenModel, chosenRecognizers, installedModels } from '../../src/ingest/choose-models.js';
import { type CatalogModel, readCatalog } from '../../src/models/catalog.js';
import { recognizerFor } from '../../src/pipeline/plan.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { catalogModel, createTestContext, fill, type TestContext } from '../command-context.js';

const shipped = readCatalog().filter(
  ({ source }) => source.kind !== 'huggingface' && source.kind !== 'github-release',
);
/** As if the model for all other languages were not there. */
const englishOnly = shipped.filter(({ shippedFor }) => !shippedFor?.includes('*'));
const germanContents = { 'model.onnx': 'german weights' };
const german = catalogModel('german', germanContents, { languages: ['en', 'de'] });
const slow = catalogModel('slow', { 'model.onnx': 'slow' }, { languages: ['ja'], cost: 1000 });
const titan = catalogModel('titan', { 'model.onnx': 't' }, { task: 'voice', architecture: 'x-vector' });
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
  it('is the shipped one in a fresh clone, and a better one once it is installed', async () => {
    const context = contextFor();
    const models = await installedModels(context, catalog);
    expect(models.recognition.byLanguage['*'].name).toBe('whisper-tiny.en-scribe');
    expect(models.recognition.byLanguage['*'].hash).toMatch(/^[0-9a-f]{64}$/);
    fill(join(context.folders.models, 'german'), germanContents);
    expect((await installedModels(context, catalog)).recognition.byLanguage['*'].name).toBe('german');
  });

  it('is another shipped one for every other language, which also identifies the language', async () => {
    const nameOf = async (language: string, spoken: string) => {
      const { recognition } = await installedModels(contextFor({ language }), shipped);
      return [recognition.listener?.name ?? null, recognizerFor(recognition, spoken).name];
    };
    expect(await nameOf('en', 'en')).toEqual([null, 'whisper-tiny.en-scribe']);
    expect(await nameOf('de', 'de')).toEqual([null, 'whisper-base-8bit']);
    expect(await nameOf('auto', 'en')).toEqual(['whisper-base-8bit', 'whisper-tiny.en-scribe']);
    for (const spoken of ['de', 'ja'])
      expect(await nameOf('auto', spoken)).toEqual(['whisper-base-8bit', 'whisper-base-8bit']);
  });

  it('is a larger one that was pulled, for the languages that it speaks', async () => {
    const context = contextFor();
    fill(join(context.folders.models, 'german'), germanContents);
    const { recognition } = await installedModels(context, [...shipped, german]);
    const names = ['en', 'de', 'ja', 'und'].map((code) => recognizerFor(recognition, code).name);
    expect(names).toEqual(['german', 'german', 'whisper-base-8bit', 'german']);
  });

  it('is a Whisper for sequential transcription, even if another model would be better', async () => {
    const contents = { 'model.onnx': 'transducer weights' };
    const better = catalogModel('better', contents, { architecture: 'transducer', languages: ['en'] });
    const nameWith = async (flags: Record<string, unknown>) => {
      const context = contextFor({ language: 'en', ...flags });
      fill(join(context.folders.models, 'better'), contents);
      return (await installedModels(context, [...shipped, better])).recognition.byLanguage['*'].name;
    };
    expect(await nameWith({})).toBe('better');
    expect(await nameWith({ longForm: 'sequential' })).toBe('whisper-tiny.en-scribe');
    await expect(nameWith({ longForm: 'sequential', model: 'better' })).rejects.toMatchObject({
      code: 'USAGE',
      message: 'The model better cannot transcribe with `--long-form sequential`: only Whisper models can.',
    });
  });

  it('is the one that is named, whatever is heard', async () => {
    const context = contextFor({ model: 'whisper-tiny.en-scribe' });
    const { recognition } = await installedModels(context, shipped);
    expect(recognition.listener?.name).toBe('whisper-base-8bit');
    expect(recognizerFor(recognition, 'ja').name).toBe('whisper-tiny.en-scribe');
  });

  it('speaks each of several languages that may be spoken, and only they have models of their own', async () => {
    const context = contextFor({ languages: 'de,en' });
    const { recognition } = await installedModels(context, shipped);
    expect(recognition.listener?.name).toBe('whisper-base-8bit');
    expect(recognizerFor(recognition, 'de').name).toBe('whisper-base-8bit');
    expect(recognizerFor(recognition, 'en').name).toBe('whisper-tiny.en-scribe');
  });

  it('needs no listener when the list is of one language', async () => {
    const { recognition } = await installedModels(contextFor({ languages: 'de' }), shipped);
    expect(recognition.listener).toBeNull();
    expect(recognition.byLanguage['*'].name).toBe('whisper-base-8bit');
  });

  it('cannot be chosen for a list with a language that nothing speaks, or that nothing hears', async () => {
    await expect(installedModels(contextFor({ languages: 'en,yue' }), shipped)).rejects.toMatchObject({
      code: 'MODEL',
      message: 'Choosing a model: no installed model speaks "yue".',
    });
    const named = contextFor({ languages: 'en,yue', model: 'whisper-base-8bit' });
    await expect(installedModels(named, shipped)).rejects.toMatchObject({
      code: 'MODEL',
      message: 'Choosing a model: whisper-base-8bit cannot hear whether a recording is in yue.',
    });
  });

  it('has to be pulled for a language that no installed model speaks', () => {
    expect(() => chosenRecognizers(contextFor({ language: 'de' }), catalog, machine)).toThrow(
      expect.objectContaining({
        code: 'MODEL',
        message: 'Choosing a model: no installed model speaks "de".',
        hint: 'Run `scribe models pull german` (14 B, MIT).',
      }),
    );
    for (const language of ['ja', 'sw'])
      expect(() => chosenRecognizers(contextFor({ language }), catalog, machine)).toThrow(
        expect.objectContaining({ code: 'MODEL', hint: expect.stringContaining('No model in the catalog') }),
      );
  });

  it('is the one that is named, installed or not', async () => {
    const context = contextFor({ model: 'german' });
    expect(chosenRecognizers(context, catalog, machine).get('*')?.name).toBe('german');
    await expect(installedModels(context, catalog)).rejects.toMatchObject({
      code: 'MODEL',
      hint: 'Run `scribe models pull german`.',
    });
    await expect(installedModels(contextFor({ model: 'whisper-huge' }), catalog)).rejects.toThrow(
      /no recognition model called "whisper-huge"/,
    );
  });

  it('stands beside those that tell voices apart', async () => {
    const { segmentation, voice } = await installedModels(contextFor(), catalog);
    expect([segmentation.name, voice.name]).toEqual([
      'segmentation-3.0',
      settingDefinitions.voiceModel.default,
    ]);
    await expect(installedModels(contextFor({ segmentationModel: 'titan' }), catalog)).rejects.toThrow(
      /no segmentation model called "titan"/,
    );
  });

  it('of a segmentation model cannot be asked for more people than it tells apart', () => {
    const asking = (settings: Record<string, unknown>) =>
      chosenModel(
        'segmentation',
        contextFor({ segmentationModel: 'nemotron-3-diarization-int8', ...settings }),
      );
    for (const settings of [{}, { speakers: 8 }, { speakers: '2-12' }, { maxSpeakers: 20 }])
      expect(asking(settings).name).toBe('nemotron-3-diarization-int8');
    for (const settings of [{ speakers: 9 }, { speakers: '9-12' }, { minSpeakers: 9 }])
      expect(() => asking(settings)).toThrow(
        /nemotron-3-diarization-int8 cannot look for 9 people: it tells at most 8 apart/,
      );
  });

  it('fails clearly if this version cannot run it; so does the voice model', async () => {
    const unheard = catalogModel('unheard', {}, { architecture: 'unheard-of' });
    expect(() => chosenRecognizers(contextFor({ model: 'unheard' }), [...catalog, unheard], machine)).toThrow(
      /Choosing the model unheard: this version of scribe cannot run its architecture unheard-of yet/,
    );
    await expect(installedModels(contextFor({ voiceModel: 'titan' }), catalog)).rejects.toThrow(
      /cannot run its architecture x-vector/,
    );
  });
});
