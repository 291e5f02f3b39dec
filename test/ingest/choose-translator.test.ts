import { expect, it } from 'vitest';
import { chooseTranslator } from '../../src/ingest/choose-translator.js';
import { readCatalog } from '../../src/models/catalog.js';

const catalog = readCatalog();
const model = (name: string) => catalog.find((entry) => entry.name === name)!;
const base = model('whisper-base-8bit');
const english = model('whisper-tiny.en-scribe');
const parakeet = model('parakeet-ultra-int8');
const turbo = model('whisper-large-v3-turbo');
const small = model('whisper-small');

it('the best multilingual Whisper that is installed translates', () => {
  expect(chooseTranslator(null, [english, base, parakeet])).toBe(base);
  expect(chooseTranslator(null, [base, small])).toBe(small);
});

it('the model that is named does, if it can', () => {
  expect(chooseTranslator(base, [base, small])).toBe(base);
  expect(chooseTranslator(parakeet, [base, small, parakeet])).toBe(small);
});

it('a Whisper that was not trained to translate does not', () => {
  expect(chooseTranslator(turbo, [turbo, base])).toBe(base);
});

it('is refused when no installed model can', () => {
  expect(() => chooseTranslator(null, [english, parakeet, turbo])).toThrow(
    expect.objectContaining({
      code: 'MODEL',
      message: 'Choosing a model for `--translate`: no installed model can translate.',
    }),
  );
});
