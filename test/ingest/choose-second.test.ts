import { describe, expect, it } from 'vitest';
import { secondRecognizers } from '../../src/ingest/choose-second.js';
import { readCatalog } from '../../src/models/catalog.js';

const catalog = readCatalog();
const models = (...names: string[]) => names.map((name) => catalog.find((model) => model.name === name)!);
const shipped = models('whisper-tiny.en-scribe', 'whisper-base-8bit');
const [tiny, base] = shipped;
const auto = new Map([
  ['*', base],
  ['en', tiny],
]);
const settings = { careful: true, language: 'auto', languages: [] };
const namesOf = (chosen: ReadonlyMap<string, { readonly name: string }>) =>
  [...chosen].map(([code, { name }]) => [code, name]);

describe('the second recognizer', () => {
  it('is not there unless it is asked for', () => {
    expect(secondRecognizers({ ...settings, careful: false }, shipped, auto).size).toBe(0);
  });

  it('is the other one that ships, whichever is the first', () => {
    expect(namesOf(secondRecognizers(settings, shipped, auto))).toEqual([['en', 'whisper-base-8bit']]);
    const named = new Map([['*', base]]);
    expect(namesOf(secondRecognizers(settings, shipped, named))).toEqual([['en', 'whisper-tiny.en-scribe']]);
  });

  it('is asked in English alone, of all that may be spoken', () => {
    const listed = { ...settings, languages: ['de', 'en'] };
    expect(namesOf(secondRecognizers(listed, shipped, auto))).toEqual([['en', 'whisper-base-8bit']]);
  });

  it('cannot be had for another language, or beside a model whose confidence was not measured', () => {
    const refused = (first: ReadonlyMap<string, (typeof catalog)[number]>, language = 'auto') => {
      expect(() => secondRecognizers({ ...settings, language }, catalog, first)).toThrow(
        expect.objectContaining({ code: 'MODEL', message: expect.stringContaining('`--careful`') }),
      );
    };
    refused(new Map([['*', base]]), 'de');
    refused(new Map([['*', models('parakeet-ultra-int8')[0]]]));
    refused(new Map([['*', models('parakeet-ultra-int8')[0]]]), 'en');
  });
});
