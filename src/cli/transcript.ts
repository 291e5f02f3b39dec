import { type Command, Option } from 'commander';
import { formatNames, subtitlePresetNames } from '../domain/format-names.js';
import { type Action, formerFlag, wholeNumber, withSettings } from './definition.js';

/** `scribe transcript` */
export function addTranscriptCommand(program: Command, action: Action): void {
  withSettings(program.command('transcript'), ['style', 'formats'])
    .description(
      'print the transcript of a meeting; choose the formats that are stored; list or restore suppressed passages',
    )
    .argument('<id>', 'id or title of the meeting, or last')
    .addOption(new Option('-f, --format <format>', 'output format').choices(formatNames).default('md'))
    .option(
      '--template <file>',
      'fill a template of your own instead (eta); a template is code, and runs as you',
    )
    .addOption(
      new Option('--subtitles <preset>', 'with srt or vtt: shape of the subtitles').choices(
        subtitlePresetNames,
      ),
    )
    .addOption(new Option('--max-width <columns>', 'columns of a line of subtitles').argParser(wholeNumber))
    .addOption(new Option('--max-lines <n>', 'lines of a subtitle, 1 or 2').argParser(wholeNumber))
    .addOption(new Option('--max-cps <n>', 'columns a second that one can read').argParser(wholeNumber))
    .option('--no-names', 'subtitles that do not say who speaks')
    .option('--embed-audio', 'with --format html: put the sound inside the page, as Opus')
    .option('--recognized', 'as it was recognized, before anything was edited or restored')
    .option('--translated', 'in English where it was translated, for instance as subtitles')
    .option('--suppressed', 'list the passages that were suppressed as probably not spoken, and why')
    .option('--restore <number...>', 'restore passages by their numbers in that list, or `all` of them')
    .option('--suppress <number...>', 'undo --restore: suppress these passages again')
    .addOption(formerFlag('--leave-out <number...>', '--suppress'))
    .addHelpText(
      'after',
      `
Examples:
  $ scribe transcript last
  $ scribe transcript 5b21c04e --format vtt > standup.vtt
  $ scribe transcript 5b21c04e --style clean
  $ scribe transcript 5b21c04e --format srt --subtitles bbc --no-names > standup.srt
  $ scribe transcript 5b21c04e --template examples/templates/minutes.md.eta
  $ scribe transcript 5b21c04e --format srt --translated
  $ scribe transcript 5b21c04e --format html --embed-audio > standup.html
  $ scribe transcript 5b21c04e --formats md,json
  $ scribe transcript 5b21c04e --recognized
  $ scribe transcript 5b21c04e --suppressed
  $ scribe transcript 5b21c04e --restore 2 5
  $ scribe transcript 5b21c04e --suppress 5`,
    )
    .action(action(async () => (await import('../commands/transcript/transcript.js')).printTranscript));
}
