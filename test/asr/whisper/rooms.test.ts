import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../../shared.js';

/** What each room of src/asr/whisper may import from the others; recognizer.ts stands on all of them. */
const below: Readonly<Record<string, readonly string[]>> = {
  tokens: [],
  networks: ['tokens'],
  search: ['networks', 'tokens'],
  timing: ['networks', 'tokens'],
  transcribe: ['search', 'timing', 'networks', 'tokens'],
};

const folder = repo('src/asr/whisper');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const roomOf = (file: string) => (file.includes('/') ? file.split('/')[0] : '.');

test('imports of Whisper run from tokens to networks, from there to search and timing, and end in transcribe', () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(['.', ...Object.keys(below)].sort());
  const wrong = files
    .filter((file) => roomOf(file) !== '.')
    .flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      return [...source.matchAll(/from '(\.[^']+)'/g)]
        .map((match) => normalize(join(dirname(file), match[1])))
        .filter((target) => !target.startsWith('..'))
        .filter((target) => ![roomOf(file), ...below[roomOf(file)]].includes(roomOf(target)))
        .map((target) => `${file} -> ${target}`);
    });
  expect(wrong).toEqual([]);
});
