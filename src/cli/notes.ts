import { type Command, Option } from 'commander';
import { enumerations } from '../domain/state-machines.js';
import { type Action, collect } from './definition.js';

/** `scribe notes ...` */
export function addNoteCommands(program: Command, action: Action): void {
  const notes = program.command('notes').description('notes about meetings and people: add, list, edit, rm');
  notes
    .command('add')
    .description('add a note about a meeting, or about an enrolled person')
    .argument('<id-and-text...>', 'id of the meeting, or last, and the note; with --speaker the note alone')
    .option('--speaker <name>', 'the person whom it is about')
    .option('--tag <tag>', 'a word to find it by; can be given several times', collect)
    .addHelpText(
      'after',
      `
Examples:
  $ scribe notes add last "The customer was in a good mood." --tag sales
  $ scribe notes add --speaker Maya "Prefers to be called in the morning."`,
    )
    .action(action(async () => (await import('../commands/notes/notes.js')).addNote));
  notes
    .command('list')
    .description('list the notes about a meeting or a person')
    .argument('[id]', 'id of the meeting, or last')
    .option('--speaker <name>', 'the person whom they are about')
    .action(action(async () => (await import('../commands/notes/notes.js')).listNotes));
  notes
    .command('edit')
    .description('replace what a note says')
    .argument('<note>', 'id of the note')
    .argument('<text>', 'what it says from now on')
    .option('--tag <tag>', 'its tags from now on; can be given several times', collect)
    .action(action(async () => (await import('../commands/notes/notes.js')).editNote));
  notes
    .command('rm')
    .description('remove notes')
    .argument('<note...>', 'ids of notes')
    .action(action(async () => (await import('../commands/notes/notes.js')).removeNotes));
}

/** `scribe markers ...` */
export function addMarkerCommands(program: Command, action: Action): void {
  const markers = program
    .command('markers')
    .description('marked moments of meetings, such as decisions and risks: add, list, rm');
  const type = (help: string) => new Option('--type <type>', help).choices(enumerations['markers.type']);
  markers
    .command('add')
    .description('mark a moment of a meeting')
    .argument('<id>', 'id of the meeting, or last')
    .argument('[text]', 'what it is about; without it, what is said there')
    .addOption(type('what it is').makeOptionMandatory())
    .option('--at <time>', 'when it is, as 75 or 1:15')
    .option('--find <words>', 'where these words are said')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe markers add last "The format stays" --type decision --at 1:15
  $ scribe markers add last --type risk --find "not heard from finance"`,
    )
    .action(action(async () => (await import('../commands/markers/markers.js')).addMarker));
  markers
    .command('list')
    .description('list the marked moments of a meeting, those found in the transcript included')
    .argument('<id>', 'id of the meeting, or last')
    .addOption(type('only these'))
    .action(action(async () => (await import('../commands/markers/markers.js')).listMarkers));
  markers
    .command('rm')
    .description('remove markers; one that was found in the transcript is not found there again')
    .argument('<marker...>', 'ids of markers')
    .action(action(async () => (await import('../commands/markers/markers.js')).removeMarkers));
}
