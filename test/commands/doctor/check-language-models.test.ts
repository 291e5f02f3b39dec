import { afterEach, expect, it } from 'vitest';
import { checkLanguageModels } from '../../../src/commands/doctor/check-language-models.js';
import { describeSetting } from '../../../src/settings/definitions.js';
import { resolveSettings } from '../../../src/settings/resolve.js';
import { createTestContext } from '../../command-context.js';
import { startModelServer } from '../../llm/server.js';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const checkWith = (flags: Record<string, unknown>) => {
  const context = createTestContext({ flags });
  open.push(context.remove);
  return checkLanguageModels(context);
};

it('names the server, its models and what they take in', async () => {
  const server = await startModelServer(() => ({ kind: 'silent' }), {
    models: [{ id: 'qwen3:8b', max_model_len: 16384 }, { id: 'gemma' }],
  });
  open.push(server.close);
  const at = `127.0.0.1:${server.port}`;
  expect(await checkWith({ llm: server.url })).toEqual({
    name: 'language models',
    problem: null,
    detail: `${at} at ${at}: qwen3:8b (16384 tokens), gemma`,
  });
});

it('warns of a server that is away or not allowed, and of nothing else', async () => {
  expect(await checkWith({ llm: 'http://127.0.0.1:1' })).toMatchObject({
    problem: null,
    warning: true,
    detail: expect.stringContaining('nothing listens there'),
  });
  expect(await checkWith({ llm: 'http://192.0.2.1' })).toMatchObject({ warning: true });
  expect(await checkWith({ llm: 'none' })).toEqual({
    name: 'language models',
    problem: null,
    detail: 'none, by the settings',
  });
});

it('has a key that is never shown, and takes it from no flag', () => {
  const environment = { SCRIBE_LLM_KEY: 'sk-very-secret' };
  const { values } = resolveSettings({ flags: { llmKey: 'flag' }, environment, file: null });
  expect(values.llmKey).toBe('sk-very-secret');
  expect(describeSetting('llmKey', values.llmKey)).toBe('set (not shown)');
  const wrong = { path: 'config.yaml', values: { llmKey: ['sk-very-secret', 7] } };
  expect(() => resolveSettings({ flags: {}, environment: {}, file: wrong })).toThrow(/llmKey .*is not right/);
});
