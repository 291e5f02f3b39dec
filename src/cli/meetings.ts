import { type Command, Option } from 'commander';
import { type Action, wholeNumber } from './definition.js';

/** `scribe meetings ...` */
export function addMeetingCommands(program: Command, action: Action): void {
  const meetings = program.command('meetings').description('stored meetings: list, show, rm');
  meetings
    .command('list')
    .description('list the stored meetings, newest first')
    .addOption(new Option('--limit <n>', 'at most this many').argParser(wholeNumber))
    .addOption(
      new Option('--status <status>', 'only meetings with this status').choices([
        'pending',
        'processing',
        'completed',
        'failed',
      ]),
    )
    .action(action(async () => (await import('../commands/meetings/list.js')).listMeetings));
  meetings
    .command('show')
    .description('show the recording, speakers, files and processing stages of a meeting')
    .argument('<id>', 'id of the meeting, or last')
    .action(action(async () => (await import('../commands/meetings/show.js')).showMeeting));
  meetings
    .command('rm')
    .description('delete meetings and their stored transcripts; recordings are not touched')
    .argument('<id...>', 'ids of meetings, or last')
    .option('-y, --yes', 'do not ask for confirmation')
    .action(action(async () => (await import('../commands/meetings/rm.js')).removeMeetings));
}
