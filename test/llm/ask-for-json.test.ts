import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonAsker } from '../../src/llm/ask-for-json.js';
import { openLanguageModel } from '../../src/llm/open-model.js';
import { repairJson } from '../../src/llm/repair-json.js';
import { type Behaviour, type ChatBody, startModelServer } from './server.js';
import { modelSettings } from './settings.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const schema = z.strictObject({
  points: z.array(z.strictObject({ text: z.string(), turns: z.array(z.int()) })),
});
const value = { points: [{ text: 'The format is FLAC.', turns: [3, 4] }] };

async function asking(behave: (body: ChatBody, number: number) => Behaviour) {
  const server = await startModelServer(behave);
  const { signal } = new AbortController();
  const model = (await openLanguageModel(modelSettings({ llm: server.url }), { signal }))!;
  open.push(model, server);
  const ask = jsonAsker(model);
  const request = {
    name: 'points',
    schema,
    messages: [{ role: 'user', content: 'Points?' }],
    maxTokens: 100,
    signal,
  } as const;
  return { server, ask: () => ask(request) };
}

const wayOf = ({ response_format }: ChatBody) => response_format?.type ?? 'plain';

it('asks by schema', async () => {
  const { server, ask } = await asking(() => ({ kind: 'answer', text: JSON.stringify(value) }));
  expect((await ask()).value).toEqual(value);
  expect(server.chats).toHaveLength(1);
  expect(server.chats[0].response_format).toMatchObject({
    type: 'json_schema',
    json_schema: { name: 'points', strict: true, schema: { type: 'object', required: ['points'] } },
  });
});

it('does without what the server does not know, and does not try it again', async () => {
  const { server, ask } = await asking((body) =>
    wayOf(body) === 'plain'
      ? {
          kind: 'answer',
          text: `Here you are:\n\`\`\`json\n${JSON.stringify(value, null, 1)}\n\`\`\`\nAnything else?`,
        }
      : { kind: 'status', status: 400, body: '{"error":"response_format?"}' },
  );
  expect((await ask()).value).toEqual(value);
  expect((await ask()).value).toEqual(value);
  expect(server.chats.map(wayOf)).toEqual(['json_schema', 'json_object', 'plain', 'plain']);
  expect(server.chats[2].messages[0].content).toContain('"turns"');
});

it('asks again, with what was wrong, when the answer is not of the schema', async () => {
  const { server, ask } = await asking((_body, number) => ({
    kind: 'answer',
    text: number === 1 ? '{"points": [{"text": 7, "turns": []}]}' : JSON.stringify(value),
  }));
  expect((await ask()).value).toEqual(value);
  expect(server.chats[1].messages[0].content).toContain('points.0.text');
});

it('gives up in the end', async () => {
  const { server, ask } = await asking(() => ({ kind: 'answer', text: 'I would rather talk.' }));
  await expect(ask()).rejects.toMatchObject({ code: 'MODEL', message: expect.stringContaining('JSON') });
  expect(server.chats.map(wayOf)).toEqual(['json_schema', 'json_object', 'plain']);
});

it('does not take a failure for a refusal of the format', async () => {
  const { server, ask } = await asking(() => ({ kind: 'status', status: 500 }));
  await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining('status 500') });
  expect(server.chats).toHaveLength(1);
});

describe('JSON is repaired', () => {
  it.each<[string, unknown]>([
    ['{"a": 1}', { a: 1 }],
    ['Sure! [see below]\n```json\n{"a": [1, 2,], }\n```', { a: [1, 2] }],
    ['{"a": "line\nbreak \\" and } brackets ]"} trailing {', { a: 'line\nbreak " and } brackets ]' }],
    ['{"a": [{"b": "c"}, {"d": "cut of', { a: [{ b: 'c' }, { d: 'cut of' }] }],
    ['{"a": [{"b": "c"}, {"d":', { a: [{ b: 'c' }, {}] }],
    ['{"a": ["x", "y', { a: ['x', 'y'] }],
    ['{"a": "b\\u00', { a: 'b' }],
    ['no JSON', undefined],
    ['{a: 1}', undefined],
    ['[1, 2}', undefined],
  ])('%s', (text, expected) => {
    expect(repairJson(text)).toEqual(expected);
  });
});
