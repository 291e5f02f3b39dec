import { afterEach, describe, expect, it } from 'vitest';
import { createUpgradeHint } from '../../src/ingest/upgrade-hint.js';
import { readCatalog } from '../../src/models/catalog.js';
import { catalogModel, createTestContext, type TestContext } from '../command-context.js';

const shipped = readCatalog().filter(
  ({ source }) => source.kind !== 'huggingface' && source.kind !== 'github-release',
);
const german = catalogModel('german', { 'model.onnx': 'german weights' }, { languages: ['en', 'de'] });
const catalog = [...shipped.filter(({ shippedFor }) => !shippedFor?.includes('*')), german];

const contexts: TestContext[] = [];
const contextFor = (flags: Record<string, unknown> = {}): TestContext => {
  const context = createTestContext({ flags });
  contexts.push(context);
  return context;
};
afterEach(() => {
  for (const context of contexts.splice(0)) context.remove();
});

describe('the upgrade hint', () => {
  const small = { language: 'en', recognition: 'whisper-tiny.en-scribe' };

  it('is given once, for a recording of more than ten minutes', () => {
    const hint = createUpgradeHint(contextFor(), catalog);
    expect(hint(600, small)).toBeNull();
    expect(hint(601, small)).toMatch(/whisper-tiny\.en-scribe.*`scribe models pull german`.*MIT/);
    expect(hint(7200, small)).toBeNull();
  });

  it('names a model for the language that was heard', () => {
    const hint = createUpgradeHint(contextFor(), [...shipped, german]);
    expect(hint(7200, { language: 'sw', recognition: 'whisper-base-8bit' })).toBeNull();
    const inGerman = { language: 'de', recognition: 'whisper-base-8bit' };
    expect(hint(7200, inGerman)).toContain('scribe models pull german');
  });

  it('is not given if the model was chosen by name, is better, or has no better one', () => {
    const asked = contextFor({ model: 'whisper-tiny.en-scribe' });
    expect(createUpgradeHint(asked, catalog)(7200, small)).toBeNull();
    expect(createUpgradeHint(contextFor(), shipped)(7200, small)).toBeNull();
    const better = { language: 'en', recognition: 'german' };
    expect(createUpgradeHint(contextFor(), catalog)(7200, better)).toBeNull();
  });
});
