import type { LookupFunction } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { isLoopback, readServerAddress } from '../../src/llm/address.js';
import { findServers, openLanguageModel } from '../../src/llm/open-model.js';
import { type ModelServer, startModelServer } from './server.js';
import { modelSettings } from './settings.js';

const servers: ModelServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const { signal } = new AbortController();
const start = async (...options: Parameters<typeof startModelServer>) => {
  const server = await startModelServer(...options);
  servers.push(server);
  return server;
};
const hello = () => ({ kind: 'answer', text: 'Hello.' }) as const;

/** A resolver that gives one address for every name. */
const resolver =
  (address: string): LookupFunction =>
  (_name, options, done) =>
    options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);

async function modelOf(settings: Parameters<typeof modelSettings>[0], more: object = {}) {
  const model = await openLanguageModel(modelSettings(settings), { signal, ...more });
  await model?.close();
  return model && { name: model.name, context: model.context, server: model.server };
}

it('finds servers where they usually listen, and passes over what is none', async () => {
  const ollama = await start(hello, {
    models: [{ id: 'nomic-embed-text:latest' }, { id: 'gemma3:4b' }, { id: 'llama3.2:latest' }],
    more: { '/api/ps': { models: [{ name: 'llama3.2:latest', context_length: 8192 }] } },
  });
  const llama = await start(hello, {
    models: [{ id: 'qwen.gguf', meta: { n_ctx_train: 32768 } }],
    more: { '/props': { default_generation_settings: { n_ctx: 6144 } } },
  });
  const other = await start(hello, { models: undefined, more: {} });
  const places = [
    { name: 'Ollama', port: ollama.port },
    { name: 'nobody', port: 1 },
    { name: 'llama-server', port: llama.port },
  ];
  const found = await findServers(modelSettings({ llmKey: 'secret' }), { signal, places });
  expect(found.map(({ name, models }) => ({ name, models }))).toEqual([
    {
      name: 'Ollama',
      models: [
        { name: 'gemma3:4b', context: null, loaded: false },
        { name: 'llama3.2:latest', context: 8192, loaded: true },
      ],
    },
    { name: 'llama-server', models: [{ name: 'qwen.gguf', context: 6144, loaded: true }] },
  ]);
  // A key is for the server that the settings name.
  expect([...ollama.asked, ...llama.asked].map(({ authorization }) => authorization)).not.toContain(
    'Bearer secret',
  );
  expect(await modelOf({}, { places })).toMatchObject({ name: 'llama3.2:latest', context: 8192 });
  expect(await modelOf({ llmModel: 'gemma3' }, { places })).toMatchObject({
    name: 'gemma3:4b',
    context: 4096,
  });
  expect(await modelOf({ llmModel: 'qwen', llmContext: 2048 }, { places })).toMatchObject({ context: 2048 });
  await expect(modelOf({ llmModel: 'gpt' }, { places })).rejects.toMatchObject({
    code: 'MODEL',
    hint: 'There are: gemma3:4b, llama3.2:latest, qwen.gguf.',
  });
  expect(await modelOf({ llm: 'none' }, { places })).toBeNull();
  expect(await modelOf({}, { places: [places[1]] })).toBeNull();
  expect(other.asked).toEqual([]);
});

it('reads the context of LM Studio and vLLM, and sends the key to the server that is named', async () => {
  const studio = await start(hello, {
    models: [{ id: 'a' }, { id: 'b' }],
    more: {
      '/api/v0/models': {
        data: [
          { id: 'a', state: 'not-loaded', max_context_length: 131072 },
          { id: 'b', state: 'loaded', max_context_length: 131072, loaded_context_length: 5000 },
        ],
      },
    },
  });
  expect(await modelOf({ llm: `${studio.url}/v1/`, llmKey: 'secret' })).toEqual({
    name: 'b',
    context: 5000,
    server: new URL(studio.url).host,
  });
  expect(studio.asked.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true);
  const vllm = await start(hello, { models: [{ id: 'c', max_model_len: 16384 }] });
  expect(await modelOf({ llm: vllm.url })).toMatchObject({ context: 16384 });
});

it('says what is wrong with the server that is named', async () => {
  await expect(modelOf({ llm: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'MODEL',
    message: 'Asking the language model at 127.0.0.1:1 failed: nothing listens there.',
  });
  const page = await start(hello, { models: 'welcome' as never });
  await expect(modelOf({ llm: page.url })).rejects.toMatchObject({
    message: expect.stringContaining('no server of language models'),
  });
});

it.each([
  'http://192.0.2.7:11434',
  'http://[2001:db8::1]:8080/v1',
  'http://0.0.0.0:8080',
  'http://3221225985/',
])('does not go to another machine: %s', async (llm) => {
  await expect(modelOf({ llm })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('it is not on this machine'),
    hint: expect.stringContaining('--llm-remote allow'),
  });
});

it('judges what a name leads to, not the name', async () => {
  const server = await start(hello);
  const llm = `http://models.example:${server.port}`;
  await expect(modelOf({ llm }, { lookup: resolver('192.0.2.7') })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('models.example (192.0.2.7)'),
  });
  await expect(
    modelOf({ llm: `http://localhost:${server.port}` }, { lookup: resolver('192.0.2.7') }),
  ).rejects.toMatchObject({
    code: 'USAGE',
  });
  expect(server.asked).toEqual([]);
  expect(await modelOf({ llm }, { lookup: resolver('127.0.0.1') })).toMatchObject({ name: 'small-model' });
  // Allowed: 0.0.0.0 is no address of this machine, and systems lead to it all the same.
  const anywhere = { llm: `http://0.0.0.0:${server.port}`, llmRemote: 'allow' } as const;
  expect(await modelOf(anywhere)).toMatchObject({ name: 'small-model' });
});

it('knows which addresses are of this machine', () => {
  for (const address of ['127.0.0.1', '127.255.3.4', '::1', '::ffff:127.0.0.1'])
    expect(isLoopback(address), address).toBe(true);
  for (const address of ['128.0.0.1', '10.0.0.1', '0.0.0.0', '::', '::2', '::ffff:10.0.0.1', 'localhost'])
    expect(isLoopback(address), address).toBe(false);
});

it('reads addresses', () => {
  expect(readServerAddress('http://localhost:11434').href).toBe('http://localhost:11434/v1/');
  expect(readServerAddress('http://localhost:11434/v1').href).toBe('http://localhost:11434/v1/');
  expect(readServerAddress('https://example.org/proxy/api/?a=1').href).toBe('https://example.org/proxy/api/');
  for (const text of ['ollama', 'file:///etc/passwd', 'http://'])
    expect(() => readServerAddress(text), text).toThrow('not an http or https address');
  expect(() => readServerAddress('http://me:secret@localhost:1')).toThrow(
    /^((?!secret).)*has a name or a password in it/,
  );
});
