import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { offerModels } from '../../../src/commands/models/offer-pull.js';
import type { CommandContext } from '../../../src/context.js';
import { installedModels } from '../../../src/ingest/choose-models.js';
import { type CatalogModel, readCatalog } from '../../../src/models/catalog.js';
import { catalogModel, createTestContext } from '../../command-context.js';
import { failureOf, openHub } from '../../models/download/fixture.js';

const contents = { 'model.onnx': 'weights', 'vocab.txt': 'words' };

/** As `scribe ingest` does. */
async function readyModels(context: CommandContext, catalog: readonly CatalogModel[]) {
  await offerModels(context, catalog);
  return installedModels(context, catalog);
}

/** A terminal where a model is asked for that only the hub has. */
async function prepare(answer: boolean | null) {
  const hub = await openHub();
  const asked: string[] = [];
  const confirm = async (question: string) => {
    asked.push(question);
    return answer === true;
  };
  const { home, printed, remove, ...context } = createTestContext({
    flags: { model: 'far' },
    confirm: answer === null ? null : confirm,
  });
  onTestFinished(remove);
  const source = { kind: 'huggingface', repo: 'org/far', revision: hub.commit } as const;
  const catalog = [...readCatalog(), catalogModel('far', contents, { source })];
  for (const [path, text] of Object.entries(contents))
    hub.files.set(`org/far/${path}`, { bytes: Buffer.from(text), lfs: true });
  const environment = { HF_ENDPOINT: hub.endpoint, HF_HOME: join(home, 'hf') };
  return { hub, home, printed, asked, catalog, context: { ...context, environment } };
}

it('a missing model is offered once, downloaded and then used', async () => {
  const { home, printed, asked, catalog, context } = await prepare(true);
  const models = await readyModels(context, catalog);
  expect(models.recognition.byLanguage).toMatchObject({
    '*': { name: 'far', folder: join(home, 'models/far') },
  });
  expect(Object.keys(models.recognition.byLanguage)).toEqual(['*']);
  expect(asked).toEqual(['Download far (12 B, MIT) now?']);
  expect(printed.out).toBe('');
  expect(printed.err).toContain('far: 12 B downloaded');
  await readyModels(context, catalog);
  expect(asked).toHaveLength(1);

  rmSync(join(home, 'models/far/vocab.txt'));
  await readyModels(context, catalog);
  expect(asked[1]).toBe('Download far (5 B, MIT) now?');
});

it.each([
  ['after a no', false, 1],
  ['where nobody can be asked', null, 0],
])('%s the error says how to get it', async (_, answer, questions) => {
  const { hub, home, asked, catalog, context } = await prepare(answer);
  const error = await failureOf(readyModels(context, catalog));
  expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('scribe models pull far') });
  expect(asked).toHaveLength(questions);
  expect(hub.connections).toBe(0);
  expect(existsSync(join(home, 'models/far'))).toBe(false);
});

it('if no installed model speaks the language, the best one for it is offered', async () => {
  const questions: string[] = [];
  const confirm = async (question: string) => questions.push(question) < 0;
  const context = createTestContext({ flags: { language: 'de' }, confirm });
  onTestFinished(context.remove);
  const others = readCatalog().filter(
    ({ source, shippedFor }) => source.kind === 'package' || shippedFor?.includes('en'),
  );
  const german = catalogModel('german', { 'model.onnx': 'german weights' }, { languages: ['en', 'de'] });
  expect(await failureOf(readyModels(context, [...others, german]))).toMatchObject({ code: 'MODEL' });
  expect(questions).toEqual(['Download german (14 B, MIT) now?']);
});
