import { type Command, Option } from 'commander';
import { formatNames } from '../domain/format-names.js';
import type { SettingName } from '../settings/definitions.js';
import { type Action, wholeNumber, withSettings } from './definition.js';
import { withMeetingFields } from './meeting-fields.js';

/** What there is to choose when the words, or the speakers, are there already. */
const importSettings: readonly SettingName[] = [
  'out',
  'formats',
  'style',
  'language',
  'model',
  'segmentationModel',
  'voiceModel',
  'speakers',
  'minSpeakers',
  'maxSpeakers',
  'matchThreshold',
  'matchMargin',
  'threads',
  'export',
  'exportTarget',
  'ffmpeg',
];

/** `scribe import ...` */
export function addImportCommands(program: Command, action: Action): void {
  const imports = program
    .command('import')
    .description('bring back what was exported, or take a transcript that another program made');
  withMeetingFields(withSettings(imports.command('transcript', { isDefault: true }), importSettings))
    .description('give a transcript that another program made the voices of its recording, and store it')
    .argument(
      '<file...>',
      'SRT, WebVTT, JSON or text of Whisper, whisperX, whisper.cpp, MacWhisper, Otter or scribe; RTTM',
    )
    .requiredOption('--audio <recording>', 'the recording that the transcript was made of')
    .addOption(new Option('--stream <n>', 'audio stream to use, counted from 0').argParser(wholeNumber))
    .option('--date <date>', 'when it was recorded: 2024-05-06, 2024-05-06T14:30, 2024-05-06T14:30+02:00')
    .option(
      '--known <names>',
      'the only enrolled people who may be named, separated by commas; others stay unknown',
    )
    .addOption(
      new Option(
        '--print <format>',
        'write the transcript to standard output, and everything else to standard error',
      ).choices(formatNames),
    )
    .option('--force', 'import for a known recording; the new meeting replaces the old one')
    .option('--as-copy', 'keep a recording that sounds like a known one as a separate meeting')
    .option('--no-cache', 'do not reuse finished stages of earlier runs')
    .addHelpText(
      'after',
      `
The words are those of the file; who says them is heard in the recording. Words without times of their own share the time
of their passage, and the meeting says so. An RTTM file says who speaks when: then scribe recognizes the words, unless
another file has them.

Examples:
  $ scribe import standup.srt --audio standup.m4a
  $ scribe import whisperx.json --audio board.mp4 --speakers 4
  $ scribe import transcript otter.txt --audio interview.mp3 --language en
  $ scribe import pyannote.rttm whisper.json --audio call.wav`,
    )
    .action(action(async () => (await import('../commands/import/transcript.js')).importTranscript));
  imports
    .command('postgres')
    .description('bring meetings, people and voices from a Postgres database into the store')
    .option('--url <url>', 'the database, as libpq writes it [SCRIBE_POSTGRES_URL, PGHOST, PGSERVICE, ...]')
    .addOption(new Option('--target <schema>', 'whose tables are read').choices(['core']).default('core'))
    .option('--since <when>', 'only what was recorded since a day, or since a meeting that the database has')
    .option(
      '--overwrite',
      'take the version of the database of what differs; without it, what is here is kept',
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      `
What is missing here is added, what is the same is left, and what differs is kept and listed. A meeting with all that
belongs to it is taken or left as a whole. Nothing is changed unless everything fits.

Examples:
  $ scribe import postgres --url postgresql://anna@db.example/meetings
  $ scribe import postgres --since 2026-01-31 --dry-run
  $ scribe import postgres --overwrite`,
    )
    .action(action(async () => (await import('../commands/import/postgres.js')).importFromPostgres));
}
