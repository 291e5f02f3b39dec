import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Action, collect, exitCodes, wholeNumber, withSettings } from './definition.js';
import { ingestSettings } from './ingest.js';
import { withMeetingFields } from './meeting-fields.js';

/** `scribe watch`: what `scribe ingest` does, for whatever appears in a folder. */
export function addWatchCommand(program: Command, action: Action): void {
  withMeetingFields(withSettings(program.command('watch'), ingestSettings), { title: false })
    .description('watch folders and process the recordings that appear in them')
    .argument('[folder...]', 'folders; a network drive is looked at from time to time')
    .option('--once', 'process what is there and stop, for cron')
    .option('--dry-run', 'only show what would be processed')
    .option('--list', 'show what became of the files, and who watches')
    .option('--retry', 'try files again that were given up')
    .option('--no-existing', 'leave alone what is there when a folder is watched for the first time')
    .option('--since <date>', 'leave alone what was last changed before this day or moment')
    .option('--no-recursive', 'do not look into folders inside')
    .addOption(
      new Option(
        '--ignore <pattern>',
        'leave files or folders alone, such as drafts/ or *.tmp.wav; can be repeated',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--settle <seconds>',
        'take a file when it has not changed for so long (default: 10)',
      ).argParser(seconds),
    )
    .addOption(
      new Option(
        '--poll <seconds>',
        'look at everything again so often, where the system does not tell of changes (network drives: 10)',
      ).argParser(seconds),
    )
    .addOption(
      new Option(
        '--retries <n>',
        'how often a file that fails is tried again before it changes (default: 4)',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option(
        '--free-after <minutes>',
        'free the models when nothing came for so long (default: 10)',
      ).argParser(minutes),
    )
    .addOption(
      new Option(
        '--stream <n>',
        'audio stream to use, counted from 0; all: each is a track of its own',
      ).argParser((text) => (text === 'all' ? text : wholeNumber(text))),
    )
    .option('--known <names>', 'the only enrolled people who may be named, separated by commas')
    .option('--track-names <names>', 'who speaks in the channels, in order: Maya,Tom')
    .option('--as-copy', 'keep a recording that sounds like a known one as a separate meeting')
    .option('--no-cache', 'do not reuse finished stages of earlier runs')
    .option(
      '--timings',
      'after each recording, print when each stage began and ended, its processor time and memory',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ scribe watch ~/recordings --out ~/transcripts
  $ scribe watch ~/recordings /mnt/nas/calls --ignore drafts/ --since 2026-01-31
  $ scribe watch ~/recordings --once --quiet
  $ scribe watch --list
${exitCodes}`,
    )
    .hook('preAction', (_, command) => {
      if (command.args.length > 0 || command.getOptionValue('list') === true) return;
      command.error("error: missing required argument 'folder'", { code: 'commander.missingArgument' });
    })
    .action(action(async () => (await import('../commands/watch/watch.js')).watch));
}

function seconds(text: string): number {
  return positive(text, 86_400, 'It must be a number of seconds from 1 to 86400.');
}

function minutes(text: string): number {
  return positive(text, 10_080, 'It must be a number of minutes from 1 to 10080.');
}

function positive(text: string, most: number, problem: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > most) throw new InvalidArgumentError(problem);
  return value;
}
