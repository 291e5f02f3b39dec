import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { installedModels } from '../../../src/commands/models/installed-models.js';
import { readCatalog } from '../../../src/models/catalog.js';
import { catalogModel, createTestContext } from '../../command-context.js';
import { failureOf, openHub } from '../../models/download/fixture.js';

const contents = { 'model.onnx': 'weights', 'vocab.txt': 'words' };

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

it('a model that is missing is asked about once, fetched and then used', async () => {
  const { home, printed, asked, catalog, context } = await prepare(true);
  const models = await installedModels(context, catalog);
  expect(models.recognition.byLanguage).toMatchObject({
    '*': { name: 'far', folder: join(home, 'models/far') },
  });
  expect(Object.keys(models.recognition.byLanguage)).toEqual(['*']);
  expect(asked).toEqual(['Download far (12 B, MIT) now?']);
  expect(printed.out).toBe('');
  expect(printed.err).toContain('far: 12 B downloaded');
  await installedModels(context, catalog);
  expect(asked).toHaveLength(1);

  rmSync(join(home, 'models/far/vocab.txt'));
  await installedModels(context, catalog);
  expect(asked[1]).toBe('Download far (5 B, MIT) now?');
});

it.each([
  ['after a no', false, 1],
  ['where nobody can be asked', null, 0],
])('%s the error says how to get it', async (_, answer, questions) => {
  const { hub, home, asked, catalog, context } = await prepare(answer);
  const error = await failureOf(installedModels(context, catalog));
  expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('scribe models pull far') });
  expect(asked).toHaveLength(questions);
  expect(hub.connections).toBe(0);
  expect(existsSync(join(home, 'models/far'))).toBe(false);
});
