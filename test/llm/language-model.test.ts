import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LanguageModel } from '../../src/llm/language-model.js';
import { openLanguageModel } from '../../src/llm/open-model.js';
import { type Behaviour, type ModelServer, startModelServer } from './server.js';
import { modelSettings } from './settings.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const thing of open.splice(0)) await thing.close();
});

async function modelOf(
  behave: (number: number) => Behaviour,
  llmTimeout = 5,
): Promise<{ model: LanguageModel; server: ModelServer }> {
  const server = await startModelServer((_, number) => behave(number));
  open.push(server);
  const model = await openLanguageModel(modelSettings({ llm: server.url, llmTimeout }), {
    signal: new AbortController().signal,
  });
  open.push(model!);
  return { model: model!, server };
}

const ask = (model: LanguageModel, more: Partial<Parameters<LanguageModel['chat']>[0]> = {}) =>
  model.chat({
    messages: [{ role: 'user', content: 'Well?' }],
    maxTokens: 50,
    signal: new AbortController().signal,
    ...more,
  });

const text = 'Zürich liefert am Freitag – 日本語 auch. 🎈';

describe('an answer', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('arrives whole in chunks of %i bytes', async (bytes) => {
    const usage = { prompt_tokens: 12, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };
    const { model } = await modelOf(() => ({ kind: 'answer', text, bytes, usage }));
    const pieces: string[] = [];
    const answer = await ask(model, { onText: (piece) => pieces.push(piece) });
    expect(answer).toEqual({
      text,
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 5, cachedTokens: 4 },
    });
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(5);
  });

  it('may come as slowly as it likes while something comes', async () => {
    // Longer in all than the limit for silence.
    const { model } = await modelOf(() => ({ kind: 'answer', text, bytes: 40, pause: 80 }), 1.5);
    await expect(ask(model)).resolves.toMatchObject({ text });
  });

  it('says when it was cut off by its length', async () => {
    const { model } = await modelOf(() => ({ kind: 'answer', text: 'One two', finish: 'length' }));
    await expect(ask(model)).resolves.toMatchObject({ text: 'One two', finish: 'length' });
  });

  it('has none of what the model thought before it', async () => {
    const { model } = await modelOf(() => ({
      kind: 'answer',
      text: '<think>Who asks? Me.</think> Friday.',
      bytes: 9,
    }));
    await expect(ask(model)).resolves.toMatchObject({ text: 'Friday.' });
  });

  it('is taken from a server that does not stream', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'Friday.' }, finish_reason: 'stop' }] });
    const { model } = await modelOf(() => ({ kind: 'raw', body, type: 'application/json' }));
    await expect(ask(model)).resolves.toMatchObject({ text: 'Friday.' });
  });

  it('without end is left', async () => {
    const { model } = await modelOf(() => ({ kind: 'endless' }));
    const { text, finish } = await ask(model);
    expect(finish).toBe('length');
    expect(text.length).toBeLessThan(50_000);
  });
});

describe('a failure', () => {
  it.each<[string, Behaviour, RegExp]>([
    ['broken off', { kind: 'cut', text, after: 300 }, /broke the connection off|broke off in the middle/],
    ['ended early', { kind: 'cut', text, after: 300, politely: true }, /broke off in the middle/],
    [
      'a web page',
      { kind: 'raw', body: '<!doctype html>\n<p>Welcome</p>', type: 'text/html' },
      /none of a language model: a web page/,
    ],
    [
      'no JSON',
      { kind: 'raw', body: 'data: {"choices": [\n\n', type: 'text/event-stream' },
      /none of a language model/,
    ],
    ['nothing', { kind: 'raw', body: '', type: 'text/event-stream' }, /the answer is empty/],
    [
      'an error in the stream',
      { kind: 'raw', body: 'data: {"error": {"message": "out of memory"}}\n\n', type: 'text/event-stream' },
      /reports an error: out of memory/,
    ],
    [
      '500',
      { kind: 'status', status: 500, body: '{"error":{"message":"model crashed"}}' },
      /status 500: model crashed/,
    ],
    ['500 with a page', { kind: 'status', status: 500, body: '<html>oops</html>' }, /status 500: a web page/],
    [
      'a wrong key',
      { kind: 'status', status: 401, body: '{"error":"key sk-123456789012 is wrong"}' },
      /wants a key/,
    ],
    [
      'a missing model',
      { kind: 'status', status: 404, body: '{"error":{"message":"model not found"}}' },
      /model not found/,
    ],
    ['silence', { kind: 'silent' }, /nothing arrived for 0.3 s/],
  ])('is told: %s', async (_name, behaviour, message) => {
    const { model } = await modelOf(() => behaviour, 0.3);
    await expect(ask(model)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it.each([429, 503])('of a busy server (%i) is waited for', async (status) => {
    const { model, server } = await modelOf((number) =>
      number < 3
        ? { kind: 'status', status, headers: { 'retry-after': '0' } }
        : { kind: 'answer', text: 'Friday.' },
    );
    await expect(ask(model)).resolves.toMatchObject({ text: 'Friday.' });
    expect(server.chats).toHaveLength(3);
  });

  it('ends the waiting at some time', async () => {
    const { model, server } = await modelOf(() => ({
      kind: 'status',
      status: 503,
      headers: { 'retry-after': '0' },
      body: '{"error":{"message":"Loading model"}}',
    }));
    await expect(ask(model)).rejects.toMatchObject({ message: expect.stringContaining('Loading model') });
    expect(server.chats).toHaveLength(8);
  });

  it('follows no redirect', async () => {
    const elsewhere = await startModelServer(() => ({ kind: 'answer', text: 'I know all now.' }));
    open.push(elsewhere);
    const location = `${elsewhere.url}/v1/chat/completions`;
    const { model } = await modelOf(() => ({ kind: 'status', status: 307, headers: { location } }));
    await expect(ask(model)).rejects.toMatchObject({
      message: expect.stringContaining(`redirects to 127.0.0.1:${elsewhere.port}`),
    });
    expect(elsewhere.asked).toEqual([]);
  });
});

it('is interrupted at once, by Ctrl-C as well', async () => {
  const { model } = await modelOf(() => ({
    kind: 'answer',
    text: 'word '.repeat(200),
    bytes: 50,
    pause: 20,
  }));
  const controller = new AbortController();
  const asked = ask(model, { signal: controller.signal, onText: () => controller.abort() });
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

it('goes past the proxy of the environment', async () => {
  for (const name of ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy'])
    vi.stubEnv(name, 'http://127.0.0.1:9');
  vi.stubEnv('no_proxy', '');
  const { model } = await modelOf(() => ({ kind: 'answer', text: 'Friday.' }));
  await expect(ask(model)).resolves.toMatchObject({ text: 'Friday.' });
});
