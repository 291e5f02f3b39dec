import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { getSetting } from '../../../src/commands/config/get.js';
import { listSettings } from '../../../src/commands/config/list.js';
import { setSetting, unsetSetting } from '../../../src/commands/config/set.js';
import { createTestContext, type TestContext } from '../../command-context.js';

function create(options: Parameters<typeof createTestContext>[0] = {}): TestContext {
  const context = createTestContext(options);
  onTestFinished(() => context.remove());
  return context;
}

const fileOf = (context: TestContext) => readFileSync(context.folders.configFile, 'utf8');

it('a setting that is set stands in the file, beside what was there', () => {
  const context = create();
  writeFileSync(context.folders.configFile, '# mine\nlanguage: de # as we speak\n');
  setSetting(context, 'matchThreshold', '0.6');
  expect(fileOf(context)).toBe('# mine\nlanguage: de # as we speak\nmatchThreshold: 0.6\n');
  unsetSetting(context, 'language');
  expect(fileOf(context)).toBe('# mine\nmatchThreshold: 0.6\n');
  context.printed.out = '';
  unsetSetting(context, 'language');
  expect(context.printed.out).toContain('was not in');
});

it('the last one that goes leaves the comments', () => {
  const context = create();
  writeFileSync(context.folders.configFile, '# mine\nlanguage: de\n');
  unsetSetting(context, 'language');
  expect(fileOf(context).trim()).toBe('# mine');
});

it.each([
  'matchThreshold',
  'match-threshold',
  '--match-threshold',
  'SCRIBE_MATCH_THRESHOLD',
  'MATCHTHRESHOLD',
])('%s is found', (name) => {
  const context = create();
  setSetting(context, name, '0.5');
  expect(fileOf(context)).toBe('matchThreshold: 0.5\n');
});

it('a name that is misspelt is refused with the one that may be meant', () => {
  expect(() => getSetting(create(), 'langage')).toThrow(/"langage"/);
  try {
    getSetting(create(), 'langage');
  } catch (error) {
    expect((error as { hint?: string }).hint).toContain('Did you mean language');
  }
});

it('a value that the setting does not take is refused, and the file stays as it is', () => {
  const context = create();
  writeFileSync(context.folders.configFile, 'language: de\n');
  expect(() => setSetting(context, 'matchThreshold', '7')).toThrow(/"7" is not a number from -1 to 1/);
  expect(() => setSetting(context, 'style', 'loud')).toThrow(/`verbatim` or `clean`/);
  expect(fileOf(context)).toBe('language: de\n');
});

it('get prints the value alone, and list what is not at its default', () => {
  const context = create();
  getSetting(context, 'style');
  expect(context.printed.out).toBe('verbatim\n');
  context.printed.out = '';
  listSettings(context, {});
  expect(context.printed.out).toMatch(/^style +verbatim +default +verbatim, or clean/m);
});
