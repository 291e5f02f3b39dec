import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { offerPull } from '../../../src/commands/models/offer-pull.js';
import { pullModels } from '../../../src/commands/models/pull.js';
import { filesToPull, type PullableModel, pullModel } from '../../../src/commands/models/pull-model.js';
import type { CommandContext } from '../../../src/context.js';
import { readCatalog } from '../../../src/models/catalog.js';
import type { PullEvent } from '../../../src/models/download/events.js';
import { addressOf } from '../../../src/models/download/file.js';
import { readNetworkSettings } from '../../../src/models/download/network-settings.js';
import { readTrustedPins } from '../../../src/models/trusted-pins.js';
import { lockModel } from '../../../src/store/locks.js';
import { createTestContext } from '../../command-context.js';
import { failureOf, hubFile, openHub, repo } from '../../models/download/fixture.js';
import { type Hub, sha256, someBytes } from '../../models/download/hub.js';

const weights = someBytes(150_000);
const words = Buffer.from('words\n');

/** A model with pins, one without, and one that ships. */
function catalogOf(hub: Hub): readonly PullableModel[] {
  const files = [hubFile(hub, 'onnx/model.onnx', weights), hubFile(hub, 'vocab.txt', words, false)];
  const pinned = files.map(({ path, size, sha256: hash }) => ({ path, size, sha256: hash }));
  hub.files.set('org/tools/extra.bin', { bytes: words, lfs: true });
  const source = { kind: 'huggingface', repo, revision: hub.commit } as const;
  const whisper = { task: 'recognition', architecture: 'whisper' } as const;
  return [
    { ...whisper, name: 'pinned', licence: 'CC-BY-4.0', source, files: pinned },
    {
      ...whisper,
      name: 'open',
      licence: 'MIT',
      source: { ...source, revision: null },
      files: [
        { path: 'weights.onnx', remote: 'onnx/model.onnx', size: null, sha256: null },
        {
          path: 'extra.bin',
          source: { kind: 'github-release', repo: 'org/tools', tag: 'v1' },
          size: words.length,
          sha256: sha256(words),
        },
      ],
    },
    { ...whisper, name: 'shipped', licence: 'CC0', source: { kind: 'repository' }, files: pinned },
    { ...whisper, name: 'other', architecture: 'of-tomorrow', licence: 'MIT', source, files: pinned },
  ];
}

async function prepare(more: Partial<CommandContext> = {}) {
  const hub = await openHub();
  const { home, printed: text, remove, ...context } = createTestContext();
  onTestFinished(remove);
  const environment = {
    HF_ENDPOINT: hub.endpoint,
    SCRIBE_GITHUB_ENDPOINT: hub.endpoint,
    HF_HOME: join(home, 'hf'),
  };
  return { hub, home, text, catalog: catalogOf(hub), context: { ...context, environment, ...more } };
}

describe('scribe models pull', () => {
  it('refuses a model that this version cannot run before it asks for a byte', async () => {
    const { hub, catalog, context } = await prepare();
    const pull = pullModels(context, ['pinned', 'other'], {}, catalog);
    expect(await failureOf(pull)).toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(/^Pulling the model other: .*of-tomorrow/),
    });
    expect(hub.connections).toBe(0);
  });

  it('downloads models, says where they are and what was trusted, and remembers it', async () => {
    const { home, catalog, context, text } = await prepare();
    await pullModels(context, ['pinned', 'open', 'shipped'], {}, catalog);
    const at = (...parts: string[]) => join(home, 'models', ...parts);
    expect(readFileSync(at('pinned/onnx/model.onnx')).equals(weights)).toBe(true);
    expect(readFileSync(at('open/weights.onnx')).equals(weights)).toBe(true);
    expect(text.out).toContain(
      `pinned: 150 kB downloaded (2 files, 150 kB, in ${at('pinned')})\n  licence   CC-BY-4.0\n`,
    );
    expect(text.out).toMatch(new RegExp(`trusted   weights.onnx .*${sha256(weights)}`));
    expect(text.out).not.toContain('trusted   extra.bin');
    expect(text.out).toContain('shipped: ships with scribe');
    expect(text.err).toContain('[2/3] open (MIT)');
    expect(readTrustedPins(at('open'))).toEqual({
      'weights.onnx': { size: 150_000, sha256: sha256(weights) },
    });
    expect(existsSync(at('pinned/.pins.json'))).toBe(false);
    expect(existsSync(at('shipped'))).toBe(false);
  });

  it('a second time finds everything there, and connects to nobody', async () => {
    const { hub, catalog, context, text } = await prepare();
    await pullModels(context, ['pinned', 'open'], {}, catalog);
    const { connections } = hub;
    text.out = '';
    await pullModels(context, ['pinned', 'open', 'pinned'], {}, catalog);
    expect(hub.connections).toBe(connections);
    expect(text.out).toMatch(/^pinned: complete .*\nopen: complete .*\n$/);
  });

  it('a hash that was trusted is pinned: another file is refused the next time', async () => {
    const { hub, home, catalog, context } = await prepare();
    await pullModels(context, ['open'], {}, catalog);
    hub.files.set(`${repo}/onnx/model.onnx`, { bytes: someBytes(150_000, 7), lfs: true });
    rmSync(join(home, 'models/open/weights.onnx'));
    const error = await failureOf(pullModels(context, ['open'], {}, catalog));
    expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('scribe models rm') });
  });

  it('with --json every event is a line', async () => {
    const { catalog, context, text } = await prepare({ json: true });
    await pullModels(context, ['pinned'], {}, catalog);
    const events = text.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PullEvent);
    expect(events[0]).toMatchObject({ kind: 'model-started', name: 'pinned', licence: 'CC-BY-4.0' });
    expect(events.at(-1)).toMatchObject({
      kind: 'model-finished',
      result: { outcome: 'pulled', files: 2, downloaded: 150_006, reused: 0, trusted: [] },
    });
    expect(events.filter(({ kind }) => kind === 'file-finished')).toHaveLength(2);
    expect(text.err).toBe('');
  });

  it('with --quiet there are only results', async () => {
    const { catalog, context, text } = await prepare({ quiet: true });
    await pullModels(context, ['pinned'], {}, catalog);
    expect(text.err).toBe('');
    expect(text.out).toContain('pinned: 150 kB downloaded');
  });

  it('an unknown name is refused before anything is fetched', async () => {
    const { hub, catalog, context } = await prepare();
    const error = await failureOf(pullModels(context, ['pinned', 'parrot'], {}, catalog));
    expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('"parrot"') });
    expect(error.hint).toMatch(/pinned, open\./);
    expect(hub.connections).toBe(0);
  });

  it('with --offline no connection is made', async () => {
    const { hub, catalog, context } = await prepare();
    const error = await failureOf(pullModels(context, ['pinned'], { offline: true }, catalog));
    expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('scribe models import') });
    expect(error.message).toContain('--offline');
    expect(hub.connections).toBe(0);
  });

  it('waits while another one pulls the same model, then finds it there', async () => {
    const { hub, home, catalog, context } = await prepare();
    const [model] = catalog;
    const other = lockModel(home, 'pinned');
    const events: PullEvent[] = [];
    const emit = (event: PullEvent) => {
      events.push(event);
      if (event.kind === 'model-waiting') setTimeout(() => other?.release(), 50);
    };
    const both = await Promise.all([pullModel(context, model, emit), pullModel(context, model, emit)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['complete', 'pulled']);
    expect(events.filter(({ kind }) => kind === 'model-waiting')).toHaveLength(2);
    expect(hub.sent.get('model.onnx')).toBe(weights.length);
  });

  it('waiting ends when the user wants it to', async () => {
    const stop = new AbortController();
    const { home, catalog, context } = await prepare({ signal: stop.signal });
    const other = lockModel(home, 'pinned');
    const run = pullModel(context, catalog[0], () => stop.abort());
    expect((await failureOf(run)).name).toBe('AbortError');
    other?.release();
  });
});

it('every model of the catalog has its addresses, and a place for each file', () => {
  const settings = readNetworkSettings({ HF_HOME: '/nowhere' });
  const pullable = readCatalog().filter((model) => filesToPull(model).length > 0);
  expect(pullable.length).toBeGreaterThan(10);
  for (const model of pullable) {
    const files = filesToPull(model);
    expect(files).toHaveLength(model.files.length);
    const urls = files.map((file) => addressOf(file, settings).url);
    for (const url of urls) expect(url.href).toMatch(/^https:\/\/(huggingface\.co|github\.com|raw\.)/);
    expect(new Set(urls.map(String)).size).toBe(files.length);
    expect(new Set(files.map(({ path }) => path.toLowerCase())).size).toBe(files.length);
  }
});

describe('the offer to pull', () => {
  const asked: string[] = [];
  const answer = (yes: boolean) => async (question: string) => {
    asked.push(question);
    return yes;
  };

  it('downloads after a yes, and writes nothing to standard output', async () => {
    asked.length = 0;
    const { home, catalog, context, text } = await prepare({ confirm: answer(true), json: true });
    await offerPull(context, catalog[0]);
    expect(asked).toEqual(['Download pinned (150 kB, CC-BY-4.0) now?']);
    expect(existsSync(join(home, 'models/pinned/vocab.txt'))).toBe(true);
    expect(text.out).toBe('');
    await offerPull(context, catalog[0]);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Partial<CommandContext>, Record<string, string>, number]>([
    ['after a no', { confirm: answer(false) }, {}, 1],
    ['where nobody can be asked', { confirm: null }, {}, 0],
    ['offline', { confirm: answer(true) }, { SCRIBE_OFFLINE: '1' }, 0],
  ])('does nothing %s', async (_, more, environment, questions) => {
    asked.length = 0;
    const { hub, home, catalog, context } = await prepare(more);
    await offerPull({ ...context, environment: { ...context.environment, ...environment } }, catalog[0]);
    expect(asked).toHaveLength(questions);
    expect(hub.connections).toBe(0);
    expect(existsSync(join(home, 'models'))).toBe(false);
  });

  it('says nothing about a model that ships', async () => {
    asked.length = 0;
    const { catalog, context } = await prepare({ confirm: answer(true) });
    await offerPull(context, catalog[2]);
    expect(asked).toEqual([]);
  });
});
