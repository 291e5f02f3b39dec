import { type Command, Option } from 'commander';
import { formatNames } from '../domain/format-names.js';
import { isSecret, settingNames } from '../settings/definitions.js';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, exitCodes, wholeNumber, withSettings } from './definition.js';
import { withMeetingFields } from './meeting-fields.js';

const elsewhere: ReadonlySet<string> = new Set(languageModelSettings);
export const ingestSettings = settingNames.filter((name) => !isSecret(name) && !elsewhere.has(name));

/** `scribe ingest`: every setting is a flag of it, apart from those of language models. */
export function addIngestCommand(program: Command, action: Action): void {
  withMeetingFields(withSettings(program.command('ingest'), ingestSettings))
    .description('process recordings: transcribe them, find out who speaks, store and write the transcripts')
    .argument('[recording...]', 'files, folders, globs, or - for standard input')
    .addOption(
      new Option(
        '--stream <n>',
        'audio stream to use, counted from 0; all: each is a track of its own',
      ).argParser((text) => (text === 'all' ? text : wholeNumber(text))),
    )
    .option('--date <date>', 'when it was recorded: 2024-05-06, 2024-05-06T14:30, 2024-05-06T14:30+02:00')
    .option(
      '--known <names>',
      'the only enrolled people who may be named, separated by commas; others stay unknown',
    )
    .addOption(
      new Option(
        '--tracks <files>',
        'several files of one conversation, one a person, with names if they are known: Maya=maya.wav,Tom=tom.wav',
      ).argParser((value, before: readonly string[] = []) => [...before, value]),
    )
    .option(
      '--track-names <names>',
      'who speaks in the channels (or with --stream all, the streams), in order: Maya,Tom',
    )
    .addOption(
      new Option(
        '--print <format>',
        'write the transcript of one recording to standard output, and everything else to standard error',
      ).choices(formatNames),
    )
    .option('--force', 'process a known recording again; the new meeting replaces the old one')
    .option('--as-copy', 'keep a recording that sounds like a known one as a separate meeting')
    .option('--no-cache', 'do not reuse finished stages of earlier runs')
    .option('--timings', 'in the end, print when each stage began and ended, its processor time and memory')
    .option('--trace <file>', 'write the same as a trace that Chrome and Perfetto open')
    .option(
      '--verify-repro',
      'process it once more, or a known recording again, and compare the bytes of every stage',
    )
    .addHelpText(
      'after',
      `
What is known about a meeting can also stand beside the recording, in standup.meta.yaml.

Examples:
  $ scribe ingest standup.m4a
  $ scribe ingest meetings/ --out transcripts/ --quiet
  $ scribe ingest board.mp4 --stream 1 --speakers 4
  $ scribe ingest retro.m4a --known Maya,Tom --speakers 3-5
  $ scribe ingest --tracks Maya=maya.wav,Tom=tom.wav --title "Podcast 12"
  $ scribe ingest call.wav --track-names Maya,Tom
  $ scribe ingest call.wav --workspace Sales --contact "Ines Duarte" --direction incoming
  $ scribe ingest standup.m4a --print srt > standup.srt
  $ scribe ingest standup.m4a --verify-repro
  $ ffmpeg -i rtsp.mkv -f wav - | scribe ingest - --title "Board meeting"
${exitCodes}`,
    )
    .hook('preAction', (_, command) => {
      if (command.args.length > 0 || command.getOptionValue('tracks') !== undefined) return;
      command.error("error: missing required argument 'recording'", { code: 'commander.missingArgument' });
    })
    .action(action(async () => (await import('../commands/ingest/ingest.js')).ingest));
}
