import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/settings/resolve.js';
import { spokenIn } from '../../src/settings/spoken-in.js';

const settingsOf = (flags: Record<string, unknown>, file: Record<string, unknown> = {}) =>
  resolveSettings({ flags, environment: {}, file: { path: 'config.yaml', values: file } }).values;

describe('the languages that may be spoken', () => {
  it('are any, as long as nothing is said', () => {
    expect(spokenIn(settingsOf({}))).toEqual({ language: 'auto', languages: [] });
  });

  it.each([
    [{ languages: 'de, en' }, {}],
    [{ languages: 'de,en,de' }, {}],
    [{}, { languages: ['de', 'en'] }],
    [{ language: 'auto' }, { languages: 'de,en' }],
  ])('are those of the list: %j %j', (flags, file) => {
    expect(spokenIn(settingsOf(flags, file))).toEqual({ language: 'auto', languages: ['de', 'en'] });
  });

  it('are the one language of a list of one', () => {
    expect(spokenIn(settingsOf({ languages: 'de' }))).toEqual({ language: 'de', languages: [] });
  });

  it.each(['', 'de;en', 'de,', 'German', 'de,auto'])('cannot be %j', (languages) => {
    expect(() => settingsOf({ languages })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: `Reading the settings: --languages is "${languages}"; it must be codes separated by commas, such as de,en.`,
      }),
    );
  });

  it('cannot be given beside the only language', () => {
    expect(() => settingsOf({ language: 'de' }, { languages: 'de,en' })).toThrow(
      'Reading the settings: --language de cannot be combined with --languages de,en.',
    );
  });
});
