import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings/read.js';
import { writeSetting } from '../../src/settings/write.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scribe-config-'));
  file = join(folder, 'config.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (content: string) => {
  writeFileSync(file, content);
  writeSetting(file, 'model', 'whisper-small');
  return readFileSync(file, 'utf8');
};

describe('writing a setting', () => {
  it.each([
    ['', 'model: whisper-small\n'],
    ['# nothing yet\n', '# nothing yet\n\nmodel: whisper-small\n'],
    [
      '# mine\nlanguage: en # spoken here\n\n# the old one\nmodel: auto # for now\nthreads: 2\n',
      '# mine\nlanguage: en # spoken here\n\n# the old one\nmodel: whisper-small # for now\nthreads: 2\n',
    ],
    ['language: en\n', 'language: en\nmodel: whisper-small\n'],
    ['{"language": "en"}\n', '{ "language": "en", model: whisper-small }\n'],
  ])('keeps the rest of %j', async (before, expected) => {
    expect(written(before)).toBe(expected);
    expect((await readSettings({}, { SCRIBE_CONFIG: file })).values.model).toBe('whisper-small');
    expect(readdirSync(folder)).toEqual(['config.yaml']);
  });

  it('keeps a long line as it is', () => {
    const line = `prompt: ${'many words '.repeat(30).trim()}\n`;
    expect(written(line)).toBe(`${line}model: whisper-small\n`);
  });

  it('creates the file and its folder', () => {
    const deep = join(folder, 'a', 'b', 'config.yaml');
    writeSetting(deep, 'voiceModel', 'campplus-zh-en');
    expect(readFileSync(deep, 'utf8')).toBe('voiceModel: campplus-zh-en\n');
  });

  it('changes the file behind a link, and keeps who may read it', () => {
    const real = join(folder, 'dotfiles.yaml');
    writeFileSync(real, 'language: en\n');
    chmodSync(real, 0o600);
    symlinkSync(real, file);
    writeSetting(file, 'model', 'auto');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('language: en\nmodel: auto\n');
    expect(statSync(real).mode & 0o777).toBe(0o600);
  });

  it.each(['- a list\n', 'language: [en\n', 'just words'])(
    'replaces %j, and keeps it beside the new file',
    (content) => {
      writeFileSync(`${file}.broken`, 'of another time');
      expect(written(content)).toBe('model: whisper-small\n');
      expect(readFileSync(`${file}.broken-2`, 'utf8')).toBe(content);
      expect(readFileSync(`${file}.broken`, 'utf8')).toBe('of another time');
    },
  );

  it('replaces its own line if that is the broken one', () => {
    expect(written('language: en\nmodel: "auto\n')).toBe('language: en\nmodel: whisper-small\n');
    expect(readdirSync(folder)).toEqual(['config.yaml']);
  });

  it('says when it cannot write', () => {
    mkdirSync(file);
    expect(() => writeSetting(file, 'model', 'auto')).toThrow(
      expect.objectContaining({ code: 'OUTPUT', message: expect.stringContaining(file) }),
    );
    expect(readdirSync(folder)).toEqual(['config.yaml']);
  });
});

it('broken YAML is reported with its line and column, in one line', async () => {
  const path = join(folder, 'broken.yaml');
  writeFileSync(path, 'language: en\nmodel: a: b\n');
  const message = expect.stringMatching(/broken\.yaml is not valid YAML \(line 2, column \d+\)\.$/);
  await expect(readSettings({}, { SCRIBE_CONFIG: path })).rejects.toThrow(
    expect.objectContaining({ code: 'USAGE', message }),
  );
});
