import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultModel } from '../../../src/commands/models/default.js';
import { listModels } from '../../../src/commands/models/list.js';
import { printModelPath } from '../../../src/commands/models/path.js';
import { removeModels } from '../../../src/commands/models/rm.js';
import { showModel } from '../../../src/commands/models/show.js';
import { verifyModels } from '../../../src/commands/models/verify.js';
import { type CatalogModel, readCatalog } from '../../../src/models/catalog.js';
import { verifyModel } from '../../../src/models/installed.js';
import { settingDefinitions } from '../../../src/settings/definitions.js';
import { lockModel } from '../../../src/store/locks.js';
import { catalogModel, createTestContext, fill, type TestContext } from '../../command-context.js';

const voiceModel = settingDefinitions.voiceModel.default;
const goodContents = { 'onnx/model.onnx': 'good weights', '?config.json': '{"good":1}' };
const good = catalogModel('good', goodContents, { languages: ['en', 'de'], rank: 1 });
const small = catalogModel('small', { 'model.onnx': 'small weights' }, { rank: 2 });
const later = catalogModel(
  'later',
  { 'model.onnx': 'later weights' },
  { task: 'segmentation', architecture: 'x' },
);
const voices = catalogModel(
  'voices',
  { 'model.onnx': 'voice weights' },
  { task: 'voice', architecture: 'wespeaker' },
);
const shipped = readCatalog().filter(({ source }) => source.kind === 'repository');
const catalog: readonly CatalogModel[] = [...shipped, good, small, later, voices];

let context: TestContext;
beforeEach(() => {
  context = createTestContext();
});
afterEach(() => context.remove());

const install = (model: CatalogModel, contents: Readonly<Record<string, string>>) =>
  fill(join(context.folders.models, model.name), contents);
const withFlags = (flags: Record<string, unknown>, json = false): TestContext => {
  const { home, folders, remove } = context;
  return { ...createTestContext({ flags, json }), home, folders, remove };
};

describe('models list', () => {
  interface Listed {
    name: string;
    installed: boolean;
    default: boolean;
    auto: boolean;
    runs: boolean;
    bytesOnDisk: number;
    download: number | null;
  }
  const listed = (flags: Record<string, unknown> = {}, options = {}): Listed[] => {
    const json = withFlags(flags, true);
    listModels(json, options, catalog);
    return JSON.parse(json.printed.out);
  };
  const by = (list: Listed[], name: string) => list.find((model) => model.name === name)!;

  it('says what is installed, how large, and whether this version runs it', () => {
    install(small, { 'model.onnx': 'small weights' });
    const list = listed();
    expect(by(list, 'small')).toMatchObject({ installed: true, runs: true, bytesOnDisk: 13, download: 13 });
    expect(by(list, 'good')).toMatchObject({ installed: false, bytesOnDisk: 0, download: null });
    expect(by(list, 'later').runs).toBe(false);
    expect(by(list, voiceModel)).toMatchObject({ installed: true, default: true });
  });

  it('marks the default, and what auto takes', () => {
    const marks = (list: Listed[]) => ({
      default: list.filter((m) => m.default).map((m) => m.name),
      auto: list.filter((m) => m.auto).map((m) => m.name),
    });
    expect(marks(listed())).toEqual({
      default: ['whisper-tiny.en-scribe', 'whisper-base-8bit', 'segmentation-3.0', voiceModel],
      auto: ['whisper-tiny.en-scribe', 'whisper-base-8bit'],
    });
    install(good, goodContents);
    const auto = ['whisper-base-8bit', 'good'];
    const others = ['segmentation-3.0', voiceModel];
    expect(marks(listed())).toEqual({ default: ['whisper-base-8bit', ...others, 'good'], auto });
    expect(marks(listed({ model: 'small' }))).toEqual({ default: [...others, 'small'], auto });
    expect(marks(listed({ language: 'en' })).auto).toEqual(['good']);
  });

  it('can be limited to a task', () => {
    expect(listed({}, { task: 'segmentation' }).map(({ name }) => name)).toEqual([
      'segmentation-3.0',
      'later',
    ]);
  });

  it('is a table for people', () => {
    install(good, { 'onnx/model.onnx': 'good weights' });
    listModels(context, {}, catalog);
    const line = (name: string) => context.printed.out.split('\n').find((text) => text.startsWith(name));
    expect(line('whisper-tiny.en-scribe')).toMatch(/default +44 MB +\S+ MB +en +yes/);
    expect(line('good')).toMatch(/partial/);
    expect(line('SEGMENTATION')).toMatch(/STATUS +SIZE/);
    expect(line('later')).toMatch(/not yet/);
  });

  it('of the real catalog names every model, in 80 columns', () => {
    listModels(context);
    const lines = context.printed.out.split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const { name, advice } of readCatalog()) {
      expect(lines.filter((line) => line.split(' ')[0] === name)).toHaveLength(1);
      expect(context.printed.out.replace(/\s+/g, ' ')).toContain(advice);
    }
  });
});

describe('models show', () => {
  const shown = (name: string): string => {
    const own = withFlags({});
    showModel(own, name);
    return own.printed.out;
  };

  it('names the licence of every model, and the text of it that ships', () => {
    for (const { name, licence } of readCatalog()) expect(shown(name)).toContain(`\nlicence     ${licence}`);
    for (const name of ['segmentation-3.0', 'campplus-zh-en']) {
      const [, path] = shown(name).match(/; its text: (.*)$/m)!;
      expect(readFileSync(path, 'utf8')).toMatch(/License/);
    }
  });

  it('says where the files come from, and how to get them', () => {
    const text = shown('3dspeaker-campplus-en');
    expect(text).toMatch(/^status +not installed: scribe models pull 3dspeaker-campplus-en$/m);
    expect(text).toMatch(/^from +GitHub, release speaker-recongition-models of k2-fsa\/sherpa-onnx$/m);
    expect(text).toMatch(/^FILE +BYTES +SHA-256\n3dspeaker\S+ +29596978 +357a834f/m);
    expect(shown('silero-vad-6.2')).toMatch(/^from +it ships with the package @jjhbw\/silero-vad$/m);
  });

  it('is JSON for scripts', () => {
    const json = withFlags({}, true);
    showModel(json, 'campplus-zh-en');
    expect(JSON.parse(json.printed.out)).toMatchObject({
      ...{ name: 'campplus-zh-en', licence: 'Apache-2.0 (3D-Speaker CAM++, Alibaba)', installed: true },
      licenceFile: expect.stringMatching(/campplus-zh-en.LICENSE$/),
      files: [{ path: 'model.int8.onnx', size: 8704216 }],
    });
    expect(() => showModel(json, 'nothing')).toThrow(/no model called "nothing"/);
  });
});

describe('models verify', () => {
  it('reads every byte again, and says which file is wrong', async () => {
    install(good, goodContents);
    install(small, { 'model.onnx': 'small weights' });
    await verifyModel(small, context.folders);
    expect(await verifyModels(context, [], {}, catalog)).toBe(0);
    expect(context.printed.out).toMatch(
      /ok {3}good {2}2 files\n.*config\.json has no known hash: trusted from now on/,
    );

    install(small, { 'model.onnx': 'SMALL weights' });
    install(good, { '?config.json': '{"good":2}' });
    const again = withFlags({});
    expect(await verifyModels(again, [], {}, catalog)).toBe(4);
    expect(again.printed.out).toMatch(
      /BAD {2}small[^\n]*\n[^\n]*small.model\.onnx is not the file that the catalog pins/,
    );
    expect(again.printed.out).toMatch(/config\.json is not the file that was downloaded first/);
    expect(again.printed.out).toMatch(/scribe models rm small.*scribe models pull small/);
    expect(again.printed.out).toMatch(/ok {3}whisper-tiny\.en-scribe/);
  });

  it('of one by name says what is missing of it, also as JSON', async () => {
    install(good, { 'onnx/model.onnx': 'good weights' });
    const json = withFlags({}, true);
    expect(await verifyModels(json, ['good', 'good'], {}, catalog)).toBe(4);
    const results = JSON.parse(json.printed.out);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ name: 'good', ok: false, hint: 'Run `scribe models pull good`.' });
    expect(results[0].files.map((file: { problem: string | null }) => file.problem !== null)).toEqual([
      false,
      true,
    ]);
    await expect(verifyModels(json, ['nothing'], {}, catalog)).rejects.toMatchObject({ code: 'MODEL' });
  });
});

describe('models rm', () => {
  it('asks, removes and says how much is freed', async () => {
    install(good, { ...goodContents, 'half.part': 'x'.repeat(2_000_000) });
    const questions: string[] = [];
    const asking = { ...context, confirm: async (question: string) => questions.push(question) > 1 };
    await expect(removeModels(asking, ['good'], {}, catalog)).rejects.toMatchObject({ code: 'USAGE' });
    expect(existsSync(join(context.folders.models, 'good'))).toBe(true);
    await removeModels(asking, ['good', 'good'], {}, catalog);
    expect(questions[0]).toBe('Remove the model good and free 2.0 MB?');
    expect(existsSync(join(context.folders.models, 'good'))).toBe(false);
    expect(context.printed.out).toBe('removed good, freed 2.0 MB\n');
  });

  it('needs a yes where nobody can be asked', async () => {
    install(small, { 'model.onnx': 'small weights' });
    await expect(removeModels(context, ['small'], {}, catalog)).rejects.toMatchObject({ code: 'USAGE' });
    await removeModels(context, ['small'], { yes: true }, catalog);
    expect(existsSync(join(context.folders.models, 'small'))).toBe(false);
  });

  it('leaves a model alone that another process works on', async () => {
    install(small, { 'model.onnx': 'small weights' });
    const lock = lockModel(context.folders.home, 'small');
    await expect(removeModels(context, ['small'], { yes: true }, catalog)).rejects.toThrow(/another scribe/);
    expect(existsSync(join(context.folders.models, 'small'))).toBe(true);
    lock?.release();
    await removeModels(context, ['small'], { yes: true }, catalog);
    expect(existsSync(join(context.folders.models, 'small'))).toBe(false);
  });

  it('leaves what ships, and everything when one of the names is wrong', async () => {
    install(small, { 'model.onnx': 'small weights' });
    for (const [name, message] of [
      ['campplus-zh-en', /ships with scribe and cannot be removed/],
      ['good', /is not installed/],
      ['../small', /no model called/],
    ] as const)
      await expect(removeModels(context, ['small', name], { yes: true }, catalog)).rejects.toThrow(message);
    expect(existsSync(join(context.folders.models, 'small', 'model.onnx'))).toBe(true);
  });

  it('removes the user’s copy of a model that ships', async () => {
    install(shipped[0], { 'config.json': '{}' });
    await removeModels(context, [shipped[0].name], { yes: true }, catalog);
    await expect(verifyModel(shipped[0], context.folders)).resolves.toBeTruthy();
  });
});

describe('models default', () => {
  const config = () => readFileSync(context.folders.configFile, 'utf8');

  it('says what is used, and why', () => {
    defaultModel(context, undefined, {}, catalog);
    install(good, goodContents);
    defaultModel(context, undefined, {}, catalog);
    defaultModel({ ...context, ...withFlags({ model: 'small' }), out: context.out }, undefined, {}, catalog);
    defaultModel(context, undefined, { task: 'voice' }, catalog);
    defaultModel(context, undefined, { task: 'segmentation' }, catalog);
    expect(context.printed.out.split('\n')).toEqual([
      'auto: now whisper-tiny.en-scribe, whisper-base-8bit (from the default)',
      'auto: now good, whisper-base-8bit (from the default)',
      'small (from the flag)',
      `${voiceModel} (from the default)`,
      'segmentation-3.0 (from the default)',
      '',
    ]);
  });

  it('writes the choice into the config file', () => {
    install(good, goodContents);
    writeFileSync(context.folders.configFile, '# mine\nlanguage: de\n');
    defaultModel(context, 'good', {}, catalog);
    defaultModel(context, 'voices', { task: 'voice' }, catalog);
    expect(config()).toBe('# mine\nlanguage: de\nmodel: good\nvoiceModel: voices\n');
    defaultModel(context, 'auto', {}, catalog);
    expect(config()).toBe('# mine\nlanguage: de\nmodel: auto\nvoiceModel: voices\n');
  });

  it('says that a model has to be pulled first, and that a variable beats the file', () => {
    defaultModel(context, 'small', {}, catalog);
    expect(context.printed.err).toMatch(/small is not installed yet: run `scribe models pull small`/);
    const { settings } = context;
    const sources = { ...settings.sources, model: 'environment' as const };
    defaultModel({ ...context, settings: { ...settings, sources } }, 'auto', {}, catalog);
    expect(context.printed.err).toMatch(/SCRIBE_MODEL is set/);
  });

  it('refuses what does not exist, is for something else, or does not run', () => {
    for (const [name, task, code] of [
      ['whisper-huge', undefined, 'MODEL'],
      ['voices', undefined, 'MODEL'],
      ['good', 'voice', 'MODEL'],
      ['auto', 'voice', 'USAGE'],
      ['voices', 'segmentation', 'MODEL'],
      ['auto', 'segmentation', 'USAGE'],
    ] as const)
      expect(() => defaultModel(context, name, { task }, catalog)).toThrow(expect.objectContaining({ code }));
    const foreign = { ...good, name: 'foreign', architecture: 'unheard-of' };
    expect(() => defaultModel(context, 'foreign', {}, [...catalog, foreign])).toThrow(
      /cannot run its architecture/,
    );
    expect(existsSync(context.folders.configFile)).toBe(false);
  });
});

describe('models path', () => {
  it('is the folder of all models, or of one whose files are verified', async () => {
    await printModelPath(context, undefined);
    expect(context.printed.out).toBe(`${context.folders.models}\n`);
    const one = withFlags({});
    await printModelPath(one, 'campplus-zh-en');
    expect(existsSync(join(one.printed.out.trim(), 'model.int8.onnx'))).toBe(true);
    await expect(printModelPath(context, 'parakeet-ultra-int8')).rejects.toMatchObject({
      code: 'MODEL',
      hint: 'Run `scribe models pull parakeet-ultra-int8`.',
    });
  });
});
