import { type Command, Option } from 'commander';
import { settingNames } from '../settings/definitions.js';
import { type Action, exitCodes, wholeNumber, withSettings } from './definition.js';

/** `scribe ingest`: every setting is a flag of it. */
export function addIngestCommand(program: Command, action: Action): void {
  withSettings(program.command('ingest'), settingNames)
    .description('process recordings: transcribe them, find out who speaks, store and write the transcripts')
    .argument('<recording...>', 'files, folders, globs, or - for standard input')
    .addOption(new Option('--stream <n>', 'audio stream to use, counted from 0').argParser(wholeNumber))
    .option('--date <date>', 'when it was recorded: 2024-05-06, 2024-05-06T14:30, 2024-05-06T14:30+02:00')
    .option(
      '--known <names>',
      'the only enrolled people who may be named, separated by commas; others stay unknown',
    )
    .option('--title <text>', 'title of the meeting (default: the name of the file)')
    .option('--force', 'process a known recording again; the new meeting replaces the old one')
    .option('--as-copy', 'keep a recording that sounds like a known one as a separate meeting')
    .option('--no-cache', 'do not reuse finished stages of earlier runs')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe ingest standup.m4a
  $ scribe ingest meetings/ --out transcripts/ --quiet
  $ scribe ingest board.mp4 --stream 1 --speakers 4
  $ scribe ingest retro.m4a --known Maya,Tom --speakers 3-5
  $ ffmpeg -i rtsp.mkv -f wav - | scribe ingest - --title "Board meeting"
${exitCodes}`,
    )
    .action(action(async () => (await import('../commands/ingest/ingest.js')).ingest));
}
