import { describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import {
  environmentVariableOf,
  flagOf,
  namesOf,
  settingDefinitions,
  settingNames,
} from '../../src/settings/definitions.js';
import { resolveSettings, type SettingInputs } from '../../src/settings/resolve.js';

const none: SettingInputs = { flags: {}, environment: {}, file: null };
const file = (values: Record<string, unknown>) => ({ path: 'config.yaml', values });

function messageOf(inputs: Partial<SettingInputs>): string {
  try {
    resolveSettings({ ...none, ...inputs });
  } catch (error) {
    if (error instanceof ScribeError && error.code === 'USAGE') return error.message;
    throw error;
  }
  throw new Error('no error');
}

it.each(settingNames)('the default of %s is what a value would become, for nothing checks it', (name) => {
  const value = settingDefinitions[name].default;
  expect(settingDefinitions[name].schema.parse(value)).toEqual(value);
});

describe('resolveSettings', () => {
  it('prefers flags to the environment to the file to the defaults, and says so', () => {
    const { values, sources } = resolveSettings({
      flags: { speakers: '3' },
      environment: { SCRIBE_SPEAKERS: '4', SCRIBE_LANGUAGE: 'de' },
      file: file({ speakers: 5, language: 'fr', cacheDays: 7 }),
    });
    expect([values.speakers, sources.speakers]).toEqual([3, 'flag']);
    expect([values.language, sources.language]).toEqual(['de', 'environment']);
    expect([values.cacheDays, sources.cacheDays]).toEqual([7, 'file']);
    expect([values.out, sources.out]).toEqual([null, 'default']);
  });

  it('takes an empty variable for an absent one', () => {
    expect(resolveSettings({ ...none, environment: { SCRIBE_OUT: '' } }).sources.out).toBe('default');
  });

  it.each([
    [{ flags: { threads: 'two' } }, /--threads is "two"/],
    [{ flags: { threads: '0' } }, /--threads/],
    [{ flags: { threads: '1.5' } }, /--threads/],
    [{ environment: { SCRIBE_LANGUAGE: 'English' } }, /SCRIBE_LANGUAGE is "English"; it must be `auto`/],
    [{ file: file({ langauge: 'en' }) }, /unknown key "langauge"/],
    [{ file: file({ speakers: [] }) }, /speakers in config.yaml/],
    [{ flags: { speakers: '2', maxSpeakers: '4' } }, /cannot be combined/],
    [
      { flags: { speakers: '0' } },
      /--speakers is "0"; it must be a whole number from 1 to 50, or a range of them\./,
    ],
    [{ flags: { matchMargin: '3' } }, /--match-margin is "3"; it must be a number from 0 to 2\./],
    [{ flags: { style: 'neat' } }, /--style is "neat"; it must be `verbatim` or `clean`\./],
    [{ file: file({ model: 7 }) }, /model in config.yaml is 7; it must be non-empty text\./],
    [
      { file: file({ language: { a: 1 } }) },
      /language in config.yaml is a group of values; it must be `auto`/,
    ],
    [{ flags: { minSpeakers: '5', maxSpeakers: '4' } }, /more than --max-speakers/],
  ] satisfies [Partial<SettingInputs>, RegExp][])('rejects %j', (inputs, message) => {
    expect(messageOf(inputs)).toMatch(message);
  });

  it.each([
    [{ flags: { inventedWords: 'keep' } }, 'flag', '--invented-words'],
    [{ environment: { SCRIBE_INVENTED_WORDS: 'keep' } }, 'environment', 'SCRIBE_INVENTED_WORDS'],
    [{ file: file({ inventedWords: 'keep' }) }, 'file', 'inventedWords'],
  ] satisfies [Partial<SettingInputs>, string, string][])(
    'takes the former name in %j',
    (inputs, source, key) => {
      const { values, sources, writtenAs } = resolveSettings({ ...none, ...inputs });
      expect([values.hallucinations, sources.hallucinations]).toEqual(['keep', source]);
      expect(writtenAs.hallucinations).toBe(key);
    },
  );

  it.each([
    [{ flags: { inventedWords: 'keep', hallucinations: 'suppress' } }, '--hallucinations'],
    [
      { environment: { SCRIBE_INVENTED_WORDS: 'keep', SCRIBE_HALLUCINATIONS: 'suppress' } },
      'SCRIBE_HALLUCINATIONS',
    ],
    [{ file: file({ inventedWords: 'keep', hallucinations: 'suppress' }) }, 'hallucinations'],
  ] satisfies [Partial<SettingInputs>, string][])('prefers the name of today in %j', (inputs, key) => {
    const { values, writtenAs } = resolveSettings({ ...none, ...inputs });
    expect([values.hallucinations, writtenAs.hallucinations]).toEqual(['suppress', key]);
  });

  it('a former flag still beats the environment, and is named when it is wrong', () => {
    const environment = { SCRIBE_HALLUCINATIONS: 'suppress' };
    const flags = { inventedWords: 'keep' };
    expect(resolveSettings({ ...none, flags, environment }).values.hallucinations).toBe('keep');
    expect(messageOf({ flags: { inventedWords: 'drop' } })).toMatch(
      /--invented-words is "drop"; it must be `suppress` or `keep`\./,
    );
  });

  it('names a setting the same way everywhere', () => {
    expect(flagOf('minSpeakers')).toBe('--min-speakers');
    expect(environmentVariableOf('minSpeakers')).toBe('SCRIBE_MIN_SPEAKERS');
    const names = settingNames.flatMap(namesOf);
    expect(new Set(names.map(environmentVariableOf)).size).toBe(names.length);
  });
});

describe('a flag without a value', () => {
  it('turns a switch on', () => {
    const { values, sources } = resolveSettings({
      flags: { translate: true, careful: true },
      environment: {},
      file: null,
    });
    expect([values.translate, values.careful]).toEqual([true, true]);
    expect(sources.translate).toBe('flag');
  });

  it('says nothing of a setting whose value it leaves out', () => {
    const { sources } = resolveSettings({ flags: { llm: true }, environment: {}, file: null });
    expect(sources.llm).toBe('default');
  });
});

describe('formats', () => {
  it.each([
    [{ flags: { formats: 'srt, MD,srt' } }, ['md', 'srt']],
    [{ environment: { SCRIBE_FORMATS: 'json' } }, ['json']],
    [{ file: file({ formats: ['txt', 'md'] }) }, ['md', 'txt']],
    [{ file: file({ formats: 'txt' }) }, ['txt']],
    [{}, ['md', 'vtt', 'srt', 'json', 'txt']],
  ])('are one list, whatever wrote it: %j', (inputs, formats) => {
    expect(resolveSettings({ ...none, ...inputs }).values.formats).toEqual(formats);
  });

  it.each(['', 'md,', 'pdf', 'md srt'])('%j is refused, and the names are listed', (formats) => {
    expect(messageOf({ flags: { formats } })).toMatch(
      /--formats is ".*"; it must be one or several of md, vtt/,
    );
  });
});
