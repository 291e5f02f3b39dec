import { hidePassword } from '../domain/hide-password.js';
import type { MeetingFields } from '../domain/meeting-fields.js';
import { ScribeError } from '../errors.js';
import {
  environmentVariableOf,
  flagOf,
  isSecret,
  namesOf,
  type SettingName,
  type Settings,
  settingDefinitions,
  settingNames,
} from './definitions.js';
import { parseCommonFields } from './meeting-fields.js';

type SettingSource = 'flag' | 'environment' | 'file' | 'default';

export interface SettingInputs {
  /** What commander parsed; options that were not given are absent. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The parsed config file. */
  readonly file: { readonly path: string; readonly values: Readonly<Record<string, unknown>> } | null;
}

export interface ResolvedSettings {
  readonly values: Settings;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
  /** The flag, variable or key that set it; null: the default. */
  readonly writtenAs: Readonly<Record<SettingName, string | null>>;
  /** What the file says about every meeting. */
  readonly meeting: MeetingFields;
}

/**
 * Flags beat the environment, the environment beats the file, the file beats the defaults. Pure.
 * @throws ScribeError USAGE that names the setting, where the value came from, and what it should be.
 */
export function resolveSettings(inputs: SettingInputs): ResolvedSettings {
  const values: Record<string, unknown> = {};
  const sources = {} as Record<SettingName, SettingSource>;
  const writtenAs = {} as Record<SettingName, string | null>;
  rejectUnknownKeys(inputs.file);
  for (const name of settingNames) {
    const { source, value, key } = lookUp(name, inputs);
    // A default is right as it stands.
    const parsed =
      source === 'default'
        ? { success: true, data: value }
        : settingDefinitions[name].schema.safeParse(value);
    if (!parsed.success)
      throw new ScribeError(
        'USAGE',
        `Reading the settings: ${key ?? name}${source === 'file' ? ` in ${inputs.file?.path}` : ''} is ${isSecret(name) ? 'not right' : shown(value)}; it must be ${settingDefinitions[name].expects}.`,
        { hint: `${flagOf(name)}: ${settingDefinitions[name].help}.` },
      );
    values[name] = parsed.data;
    sources[name] = source;
    writtenAs[name] = key;
  }
  const settings = values as Settings;
  checkSpeakerCounts(settings);
  checkLanguages(settings);
  return { values: settings, sources, writtenAs, meeting: readMeeting(inputs.file) };
}

/** `environment`; `environment (SCRIBE_INVENTED_WORDS)` for a setting that was given under a former name. */
export function describeSource(name: SettingName, { sources, writtenAs }: ResolvedSettings): string {
  const key = writtenAs[name];
  const isCurrent = [null, name, flagOf(name), environmentVariableOf(name)].includes(key);
  return isCurrent ? sources[name] : `${sources[name]} (${key})`;
}

/** The key of the group of fields in the config file. */
const meetingKey = 'meeting';

function readMeeting(file: SettingInputs['file']): MeetingFields {
  if (file?.values[meetingKey] === undefined) return {};
  const nameOf = (path: readonly PropertyKey[]) => `${[meetingKey, ...path].join('.')} in ${file.path}`;
  return parseCommonFields(file.values[meetingKey] ?? {}, { doing: 'Reading the settings', nameOf });
}

/** A value as it was written; for a list or a group, only that it is one. */
function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a group of values' : hidePassword(JSON.stringify(value));
}

interface Found {
  readonly source: SettingSource;
  readonly value: unknown;
  readonly key: string | null;
}

function lookUp(name: SettingName, { flags, environment, file }: SettingInputs): Found {
  const names = namesOf(name);
  // True for a setting that takes a value: the value was left out, which says nothing of the setting then.
  const isSwitch = settingDefinitions[name].argument === null;
  for (const flag of isSecret(name) ? [] : names)
    if (flags[flag] !== undefined && (isSwitch || flags[flag] !== true))
      return { source: 'flag', value: flags[flag], key: flagOf(flag) };
  for (const variable of names.map(environmentVariableOf))
    if (environment[variable]) return { source: 'environment', value: environment[variable], key: variable };
  for (const key of names)
    if (file?.values[key] !== undefined) return { source: 'file', value: file.values[key], key };
  return { source: 'default', value: settingDefinitions[name].default, key: null };
}

function rejectUnknownKeys(file: SettingInputs['file']): void {
  const known = new Set([...settingNames.flatMap(namesOf), meetingKey]);
  const unknown = Object.keys(file?.values ?? {}).filter((key) => !known.has(key));
  if (unknown.length > 0)
    throw new ScribeError(
      'USAGE',
      `Reading the settings: ${file?.path} has an unknown key "${unknown[0]}".`,
      {
        hint: `Known keys: ${settingNames.join(', ')}, ${meetingKey}.`,
      },
    );
}

function checkSpeakerCounts({ speakers, minSpeakers, maxSpeakers }: Settings): void {
  if (speakers !== null && (minSpeakers !== null || maxSpeakers !== null))
    throw new ScribeError(
      'USAGE',
      'Reading the settings: --speakers cannot be combined with --min-speakers or --max-speakers.',
      {
        hint: 'Give the exact number or the bounds, not both.',
      },
    );
  if (minSpeakers !== null && maxSpeakers !== null && minSpeakers > maxSpeakers)
    throw new ScribeError(
      'USAGE',
      `Reading the settings: --min-speakers ${minSpeakers} is more than --max-speakers ${maxSpeakers}.`,
      { hint: 'Swap the two numbers.' },
    );
}

function checkLanguages({ language, languages }: Settings): void {
  if (language === 'auto' || languages.length === 0) return;
  throw new ScribeError(
    'USAGE',
    `Reading the settings: --language ${language} cannot be combined with --languages ${languages}.`,
    {
      hint: 'Give the only language, or those that may be spoken; `--language auto` takes the first one back.',
    },
  );
}
