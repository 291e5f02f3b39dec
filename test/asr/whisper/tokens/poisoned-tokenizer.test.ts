import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readWhisperFiles } from '../../../../src/asr/whisper/tokens/model-files.js';
import { createTokenizer } from '../../../../src/asr/whisper/tokens/tokenizer.js';
import { repo } from '../../../shared.js';

const source = repo('models/whisper-tiny.en-scribe');
const folder = mkdtempSync(join(tmpdir(), 'scribe-tokenizer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['config.json', 'generation_config.json']) cpSync(join(source, name), join(folder, name));
const whole = readFileSync(join(source, 'tokenizer.json'), 'utf8');

/** Reads the tokenizer after a part of it was replaced. */
function read(part: 'added_tokens' | 'vocab' | 'merges', json: string) {
  const tokenizer = JSON.parse(whole);
  (part === 'added_tokens' ? tokenizer : tokenizer.model)[part] = JSON.parse(json);
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  return createTokenizer(readWhisperFiles(folder).tokenizer);
}

it.each([
  ['added_tokens', '[null]'],
  ['added_tokens', '["x"]'],
  ['added_tokens', '[{"id": -1, "content": "x"}]'],
  ['added_tokens', '[{"id": 1, "content": 5}]'],
  ['vocab', '[]'],
  ['vocab', 'null'],
  ['vocab', '{"a": "b"}'],
  ['vocab', '{"a": 1.5}'],
  ['vocab', '{"__proto__": {"x": 1}}'],
  ['merges', '{}'],
  ['merges', '[null]'],
  ['merges', '[["a"]]'],
  ['merges', '[["a", 1]]'],
] as const)('%s that are %s are refused, with the file', (part, json) => {
  expect(() => read(part, json)).toThrow(
    expect.objectContaining({
      code: 'MODEL',
      message: expect.stringContaining(join(folder, 'tokenizer.json')),
    }),
  );
});

it('names that objects have anyway are pieces like others, and unknown ids are no text', () => {
  const tokenizer = read('vocab', '{"__proto__": 1, "constructor": 2, "a": 3}');
  expect(tokenizer.encode('a')).toEqual([3]);
  expect(tokenizer.decode([3, 1, 2, 99_999, -1])).toBe('a__proto__constructor');
});
