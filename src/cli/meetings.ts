import { type Command, Option } from 'commander';
import { type Action, wholeNumber, withSettings } from './definition.js';
import { withMeetingFields } from './meeting-fields.js';

/** `scribe meetings ...` */
export function addMeetingCommands(program: Command, action: Action): void {
  const meetings = program
    .command('meetings')
    .description('stored meetings: list, show, edit, rm, and who speaks in them: name, merge, split');
  meetings
    .command('list')
    .description('list the stored meetings, those that were added last first; a terminal shows a hundred')
    .addOption(new Option('--limit <n>', 'at most this many').argParser(wholeNumber))
    .option('--all', 'all of them, on a terminal, too')
    .addOption(
      new Option('--status <status>', 'only meetings with this status').choices([
        'pending',
        'processing',
        'completed',
        'failed',
      ]),
    )
    .option('--since <date|id>', 'what was recorded from this day on, or since this meeting')
    .option('--from <date>', 'recorded on this day or later: 2026-10-05, 2026-10 or 2026')
    .option('--to <date>', 'recorded on this day or before')
    .option('--speaker <name>', 'in which this person speaks')
    .option('--title <text>', 'with this in their title')
    .option('--text <words>', 'in which this was said, as `scribe search` finds it')
    .addOption(
      new Option('--sort <field>', 'smallest, earliest or shortest first').choices([
        'date',
        'title',
        'duration',
        'added',
      ]),
    )
    .option('--descending', 'with --sort: the other way round')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe meetings list --since 2026-01-31 --title budget
  $ scribe meetings list --speaker Maya --limit 5
  $ scribe meetings list --from 2026-10 --to 2026-11 --text "budget risk"
  $ scribe meetings list --sort duration --descending`,
    )
    .action(action(async () => (await import('../commands/meetings/list.js')).listMeetings));
  meetings
    .command('show')
    .description('show the recording, speakers, files and processing stages of a meeting')
    .argument('<id>', 'id or title of the meeting, or last')
    .action(action(async () => (await import('../commands/meetings/show.js')).showMeeting));
  meetings
    .command('verify')
    .description(
      'make a meeting again of its recording, and compare the bytes of every stage; nothing is changed',
    )
    .argument('<id>', 'id or title of the meeting, or last')
    .option('--recording <file>', 'where the recording is now')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe meetings verify last
  $ scribe meetings verify 5b21c04e --recording /archive/standup.m4a --json

The exit code is 0 for the same bytes, and 8 for others.`,
    )
    .action(action(async () => (await import('../commands/meetings/verify.js')).verifyMeeting));
  withMeetingFields(meetings.command('edit'))
    .description('say what is known about a meeting: whose it is, where, with whom, for when it was planned')
    .argument('<id>', 'id or title of the meeting, or last')
    .option('--meta <file>', 'take over what a file beside the recording says; flags say more')
    .option('--clear <fields>', 'what is not known after all: workspace,contact')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe meetings edit last --workspace Sales --contact "Ines Duarte" --phone "+351 21 000"
  $ scribe meetings edit 5b21c04e --meta standup.meta.yaml
  $ scribe meetings edit last --clear contact
  $ scribe undo`,
    )
    .action(action(async () => (await import('../commands/meetings/edit.js')).editMeeting));
  meetings
    .command('rm')
    .description('delete meetings and their stored transcripts; recordings are not touched')
    .argument('<id...>', 'ids or titles of meetings, or last')
    .option('-y, --yes', 'do not ask for confirmation')
    .action(action(async () => (await import('../commands/meetings/rm.js')).removeMeetings));
  withSettings(meetings.command('name'), ['matchThreshold', 'matchMargin'])
    .description('give a speaker of a meeting a name; nothing about the voice is kept for it')
    .argument('<id>', 'id or title of the meeting, or last')
    .argument('<speaker>', 'for instance S2')
    .argument('[name]', 'the name; that of an enrolled person confirms that it is this person')
    .option('--clear', 'take the name away; the voice is matched with the profiles again')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe meetings name last S2 "Anna Berg"
  $ scribe meetings name 5b21c04e S2 --clear`,
    )
    .action(action(async () => (await import('../commands/meetings/name.js')).nameCluster));
  withSettings(meetings.command('merge'), ['matchThreshold', 'matchMargin'])
    .description('make two speakers of a meeting one: everything of the second becomes that of the first')
    .argument('<id>', 'id or title of the meeting, or last')
    .argument('<speaker>', 'who stays, for instance S2')
    .argument('<other>', 'who is the same person, for instance S3')
    .action(action(async () => (await import('../commands/meetings/merge.js')).mergeSpeakers));
  withSettings(meetings.command('split'), ['matchThreshold', 'matchMargin'])
    .description('give some turns of a speaker to a new speaker; without --at and --turns, list the turns')
    .argument('<id>', 'id or title of the meeting, or last')
    .argument('<speaker>', 'for instance S2')
    .option('--at <time>', 'what is said from then on, as 75 or 1:15')
    .option('--turns <numbers>', 'turns by their numbers in the list, as 4,7-9')
    .option('--name <name>', 'who the new speaker is')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe meetings split last S2
  $ scribe meetings split last S2 --turns 4,7-9 --name Anna
  $ scribe meetings split last S2 --at 12:30`,
    )
    .action(action(async () => (await import('../commands/meetings/split.js')).splitSpeaker));
}
