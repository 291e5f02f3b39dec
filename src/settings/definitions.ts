import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type FormatName, formatNames, formatsByDefault } from '../domain/format-names.js';
import { hidePassword } from '../domain/hide-password.js';
import { type TranscriptStyle, transcriptStyles } from '../domain/meeting.js';
import { type ChannelMode, channelModes } from '../domain/recording.js';
import { targetNames } from '../domain/target-names.js';
import { automationDefinitions } from './automation.js';
import { type ExportEntry, exportEntries } from './export-entries.js';
import { languageModelDefinitions } from './language-model.js';
import { countOrRange, integer, number, oneOf, optional, type Rule, text } from './rules.js';
import { secondPassDefinitions } from './second-passes.js';

/** `md,srt`, or a list; given twice or in another order it is the same. */
const formatList: Rule<readonly FormatName[]> = {
  schema: z
    .union([z.array(z.string()), z.string().transform((list) => list.split(','))])
    .transform((names) => names.map((name) => name.trim().toLowerCase()))
    .pipe(z.array(z.enum(formatNames)).min(1))
    .transform((names) => formatNames.filter((name) => names.includes(name))),
  expects: `one or several of ${formatNames.join(', ')}, separated by commas`,
};
/** ISO 639: two letters, or three. */
const languageCode = /^[a-z]{2,3}$/;
/** `de,en`; in the config file a list will do. */
const languageCodes: z.ZodType<readonly string[]> = z
  .union([z.string().transform((text) => text.split(',').map((code) => code.trim())), z.array(z.string())])
  .pipe(z.array(z.string().regex(languageCode)))
  .transform((codes) => [...new Set(codes)]);

/**
 * Every setting, in the order of the help. The name decides how it is written elsewhere: `minSpeakers` is
 * `--min-speakers`, `SCRIBE_MIN_SPEAKERS` and the key `minSpeakers` of the config file. Names that a setting had before
 * go into `formerly`: they keep working, and no help mentions them.
 */
export const settingDefinitions = {
  out: {
    ...optional(text),
    default: null as string | null,
    help: 'write the transcripts to DIR/<name of the recording>/ as well',
    argument: 'DIR',
  },
  model: {
    ...text,
    default: 'auto' as string,
    help: 'model that recognizes speech, or auto: the best one installed (see `scribe models list`)',
    argument: 'NAME',
  },
  segmentationModel: {
    ...text,
    default: 'segmentation-3.0' as string,
    help: 'model that hears who speaks when, overlap included',
    argument: 'NAME',
  },
  voiceModel: {
    ...text,
    default: 'campplus-zh-en' as string,
    help: 'model that tells voices apart',
    argument: 'NAME',
  },
  textModel: {
    ...text,
    default: 'all-minilm-l6-v2' as string,
    help: 'model that knows which texts mean the same',
    argument: 'NAME',
  },
  language: {
    schema: z.string().refine((code) => code === 'auto' || languageCode.test(code)),
    expects: '`auto` or a code such as en, de or fr',
    default: 'auto',
    help: 'spoken language, as a code such as en or de; auto detects it',
    argument: 'CODE',
  },
  languages: {
    schema: languageCodes,
    expects: 'codes separated by commas, such as de,en',
    default: [] as readonly string[],
    help: 'the only languages that may be spoken, as codes separated by commas; each stretch is heard for its own',
    argument: 'CODES',
  },
  beam: {
    ...integer(1, 16),
    default: 1,
    help: 'hypotheses that the beam search keeps; 1 is fastest',
    argument: 'N',
  },
  hotwords: {
    schema: z.string().trim(),
    expects: 'words separated by commas',
    default: '',
    help: 'names and terms that are likely to come up, separated by commas',
    argument: 'WORDS',
  },
  prompt: {
    ...optional(text),
    default: null as string | null,
    help: 'text in the style of the transcript, for recognizers that take a prompt',
    argument: 'TEXT',
  },
  longForm: {
    ...oneOf('auto', 'sequential'),
    default: 'auto' as 'auto' | 'sequential',
    help: 'auto, or sequential: windows of 30 s that continue each other, as in openai/whisper (Whisper models only)',
    argument: 'METHOD',
  },
  hallucinationSilence: {
    ...optional(number(0.1, 30)),
    default: null as number | null,
    help: 'with --long-form sequential: skip longer silences beside implausible words, in seconds (default: never)',
    argument: 'SECONDS',
  },
  channels: {
    ...oneOf(...channelModes),
    default: 'auto' as ChannelMode,
    help: 'how to treat several channels: auto, mix (into one) or split (each transcribed on its own, with its own speakers)',
    argument: 'MODE',
  },
  speakers: {
    ...optional(countOrRange(1, 50)),
    default: null as number | string | null,
    help: 'number of speakers if known, or a range such as 2-4',
    argument: 'N',
  },
  minSpeakers: {
    ...optional(integer(1, 50)),
    default: null as number | null,
    help: 'least number of speakers',
    argument: 'N',
  },
  maxSpeakers: {
    ...optional(integer(1, 50)),
    default: null as number | null,
    help: 'greatest number of speakers',
    argument: 'N',
  },
  hallucinations: {
    ...oneOf('suppress', 'keep'),
    formerly: ['inventedWords'],
    default: 'suppress' as 'suppress' | 'keep',
    help: 'words that were probably not spoken: suppress (they can be restored) or keep',
    argument: 'POLICY',
  },
  style: {
    ...oneOf(...transcriptStyles),
    default: 'verbatim' as TranscriptStyle,
    help: 'verbatim, or clean: without fillers, repetitions and cut-off words (formats for programs are always verbatim)',
    argument: 'STYLE',
  },
  formats: {
    ...formatList,
    default: formatsByDefault,
    help: `formats that are stored and written with --out, separated by commas (default: ${formatsByDefault.join(',')})`,
    argument: 'LIST',
  },
  matchThreshold: {
    ...optional(number(-1, 1)),
    default: null as number | null,
    help: 'cosine similarity from which a voice gets the name of a profile (default: depends on the voice model)',
    argument: 'COSINE',
  },
  matchMargin: {
    ...optional(number(0, 2)),
    default: null as number | null,
    help: 'lead over the next best profile for the voice, and voice for the profile (default: depends on the voice model)',
    argument: 'COSINE',
  },
  threads: {
    ...integer(1, 256),
    default: availableParallelism(),
    help: 'threads for the networks',
    argument: 'N',
  },
  export: {
    schema: exportEntries,
    expects: 'the address of a Postgres server, `s3://bucket/prefix` or a folder; a list of them; or `none`',
    default: [] as readonly ExportEntry[],
    help: 'send finished meetings and later changes to a Postgres database, s3://bucket/prefix or a folder, or none',
    argument: 'PLACE',
  },
  exportTarget: {
    ...oneOf(...targetNames),
    default: 'core' as (typeof targetNames)[number],
    help: `whose tables are written in a Postgres database: ${targetNames.join(', ')}`,
    argument: 'TARGET',
  },
  ffmpeg: {
    ...optional(text),
    default: null as string | null,
    help: 'ffmpeg to use (default: the one on PATH, else the bundled one)',
    argument: 'PATH',
  },
  keyFile: {
    ...optional(text),
    default: null as string | null,
    help: 'file with the key of an encrypted store',
    argument: 'FILE',
  },
  ...automationDefinitions,
  ...languageModelDefinitions,
  ...secondPassDefinitions,
  cacheDays: {
    ...number(0, 3650),
    default: 30,
    help: 'days to keep finished stages',
    argument: 'DAYS',
  },
  eventDays: {
    ...number(0, 3650),
    default: 90,
    help: 'days to keep the log of processing',
    argument: 'DAYS',
  },
} as const;

export type SettingName = keyof typeof settingDefinitions;
export type Settings = { -readonly [K in SettingName]: z.infer<(typeof settingDefinitions)[K]['schema']> };

export const settingNames = Object.keys(settingDefinitions) as SettingName[];

/** The name of a setting, then its former ones: of two that are given, the first counts. */
export function namesOf(name: SettingName): readonly string[] {
  const definition = settingDefinitions[name];
  return [name, ...('formerly' in definition ? definition.formerly : [])];
}

/** Whether a setting opens a door: it has no flag, because lists of processes show those, and it is never printed. */
export const isSecret = (name: SettingName): boolean => 'secret' in settingDefinitions[name];

const words = (name: string, join: string) => name.replace(/[A-Z]/g, (c) => join + c.toLowerCase());

/** A value for people and for logs, without a password; null: it is not set. */
export function describeSetting(name: SettingName, value: Settings[SettingName]): string | null {
  if (Array.isArray(value) && name !== 'export') return value.length > 0 ? value.join(',') : null;
  if (isSecret(name)) return value === null ? null : 'set (not shown)';
  if (name === 'llm') return hidePassword(String(value));
  if (name !== 'export') return value === null ? null : String(value);
  const entries = value as Settings['export'];
  return entries.length === 0 ? null : entries.map(({ to }) => hidePassword(to)).join(', ');
}

/** `minSpeakers` -> `--min-speakers` */
export const flagOf = (name: string): string => `--${words(name, '-')}`;

/** `minSpeakers` -> `SCRIBE_MIN_SPEAKERS` */
export const environmentVariableOf = (name: string): string => `SCRIBE_${words(name, '_').toUpperCase()}`;
