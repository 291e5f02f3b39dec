import { type Command, Option } from 'commander';
import { type ProgramParts, wholeNumber } from './definition.js';

/** `scribe meetings ...` and `scribe transcript`. */
export function addMeetingCommands(program: Command, { action, withSettings }: ProgramParts): void {
  const meetings = program.command('meetings').description('stored meetings: list, show, rm');
  meetings
    .command('list')
    .description('list the stored meetings, newest first')
    .addOption(new Option('--limit <n>', 'at most this many').argParser(wholeNumber))
    .addOption(
      new Option('--status <status>', 'only meetings in this state').choices([
        'pending',
        'processing',
        'completed',
        'failed',
      ]),
    )
    .action(action(async () => (await import('../commands/meetings/list.js')).listMeetings));
  meetings
    .command('show')
    .description('show a meeting: recording, speakers, files')
    .argument('<id>', 'id of the meeting, or last')
    .action(action(async () => (await import('../commands/meetings/show.js')).showMeeting));
  meetings
    .command('rm')
    .description('delete meetings and their transcripts in the store; recordings are not touched')
    .argument('<id...>', 'ids of meetings, or last')
    .option('-y, --yes', 'do not ask')
    .action(action(async () => (await import('../commands/meetings/rm.js')).removeMeetings));

  withSettings(program.command('transcript'), ['style'])
    .description('print the transcript of a meeting, or what was left out of it')
    .argument('<id>', 'id of the meeting, or last')
    .addOption(
      new Option('-f, --format <format>', 'how it is written')
        .choices(['md', 'vtt', 'srt', 'json', 'txt'])
        .default('md'),
    )
    .option('--suppressed', 'list what was left out as probably not spoken, with the reasons')
    .option(
      '--restore <number...>',
      'put passages back by their numbers in that list, or all of them with `all`',
    )
    .option('--leave-out <number...>', 'undo that: leave out again what was put back')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe transcript last
  $ scribe transcript 5b21c04e --format vtt > standup.vtt
  $ scribe transcript 5b21c04e --style clean
  $ scribe transcript 5b21c04e --suppressed
  $ scribe transcript 5b21c04e --restore 2 5
  $ scribe transcript 5b21c04e --leave-out 5`,
    )
    .action(action(async () => (await import('../commands/transcript/transcript.js')).printTranscript));
}
