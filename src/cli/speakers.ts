import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Action, collect, shareOf, wholeNumber, withSettings } from './definition.js';

/** `scribe speakers ...` */
export function addSpeakerCommands(program: Command, action: Action): void {
  const speakers = program
    .command('speakers')
    .description(
      'enrolled voices: enroll, list, show, review, unknown, rename, edit, merge, samples, calibrate, forget',
    );
  withSettings(speakers.command('enroll'), ['voiceModel', 'threads', 'ffmpeg'])
    .description('learn a voice from recordings of one person, or from a speaker of a meeting')
    .argument('<name>', 'whose voice it is')
    .argument(
      '[file...]',
      'recordings in which only this person speaks: files, folders, globs, or - for standard input',
    )
    .option('--from-meeting <id>', 'take the voice from a meeting (its id, or last) instead of from files')
    .option('--cluster <id>', 'which speaker of that meeting, for instance S2')
    .option(
      '--from-unknown <id>',
      'take the voice from all meetings of an unknown one (see speakers unknown)',
    )
    .option('--consent', 'the person agrees that the voice is stored (on a terminal, scribe asks)')
    .option('--force', 'store samples that are probably not of this person alone')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers enroll Maya voice-maya.ogg interview.wav --consent
  $ scribe speakers enroll "Tom Baker" --from-meeting 5b21c04e --cluster S2 --consent
  $ scribe speakers enroll Angus --from-unknown U3f2a9c01 --consent`,
    )
    .action(action(async () => (await import('../commands/speakers/enroll.js')).enrollSpeaker));
  speakers
    .command('list')
    .description('list the enrolled voices')
    .action(action(async () => (await import('../commands/speakers/list.js')).listSpeakers));
  speakers
    .command('show')
    .description('show a profile with its samples and meetings')
    .argument('<name>', 'name or id of the profile')
    .action(action(async () => (await import('../commands/speakers/show.js')).showSpeaker));
  withSettings(speakers.command('review'), ['matchThreshold', 'matchMargin', 'ffmpeg'])
    .description('look at voices that are near an enrolled one, but not certainly that person')
    .option('--meeting <id>', 'only in this meeting (its id, or last)')
    .option(
      '--confirm <verdict>',
      'this speaker is that person: ID:S2=Maya (can be given several times)',
      collect,
    )
    .option(
      '--reject <verdict>',
      'this speaker is not that person: ID:S2=Maya (can be given several times)',
      collect,
    )
    .option('--play', 'play where the voice is heard (with ffplay)')
    .addHelpText(
      'after',
      `
On a terminal each voice is asked about: y(es), n(o), s(kip), p(lay), q(uit).

Examples:
  $ scribe speakers review --play
  $ scribe speakers review --confirm last:S2=Maya --reject last:S3=Maya`,
    )
    .action(action(async () => (await import('../commands/speakers/review.js')).reviewSpeakers));
  withSettings(speakers.command('unknown'), ['ffmpeg'])
    .description('find people without a name who are heard in several meetings')
    .addOption(
      new Option('--min-meetings <n>', 'heard in at least this many meetings (default: 2)').argParser(
        wholeNumber,
      ),
    )
    .option('--play', 'play where the voice is heard (with ffplay)')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers unknown --min-meetings 3
  $ scribe speakers enroll Angus --from-unknown U3f2a9c01 --consent`,
    )
    .action(action(async () => (await import('../commands/speakers/unknown.js')).listUnknownSpeakers));
  speakers
    .command('rename')
    .description('rename a profile')
    .argument('<name>', 'name or id of the profile')
    .argument('<new-name>', 'the new name')
    .action(action(async () => (await import('../commands/speakers/rename.js')).renameSpeaker));
  speakers
    .command('share')
    .description('say that a person agrees that workers on other machines recognize the voice, too')
    .argument('<name>', 'name or id of the profile')
    .option('--consent', 'the person agrees (on a terminal, scribe asks)')
    .option('--withdraw', 'the person no longer does')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers share Maya --consent && scribe export postgres --with-voiceprints`,
    )
    .action(action(async () => (await import('../commands/speakers/share.js')).shareSpeaker));
  speakers
    .command('edit')
    .description('say what is known about a person besides the voice')
    .argument('<name>', 'name or id of the profile')
    .option('--role <text>', 'what the person does')
    .option('--email <address>', 'the e-mail address')
    .option('--company <name>', 'where the person works')
    .option('--tags <words>', 'words to find people by, separated by commas; they replace those before')
    .addOption(
      new Option('--clear <field>', 'what is not known after all (can be given several times)').argParser(
        (field, before: readonly string[] = []) => {
          if (!['role', 'email', 'company', 'tags'].includes(field))
            throw new InvalidArgumentError('It must be role, email, company or tags.');
          return [...before, field];
        },
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers edit Maya --email maya@example.org --role "Product lead" --tags team,lisbon
  $ scribe speakers edit Maya --clear role
  $ scribe undo`,
    )
    .action(action(async () => (await import('../commands/speakers/edit.js')).editSpeaker));
  speakers
    .command('merge')
    .description('make two profiles of one person one; labels in meetings follow')
    .argument('<name>', 'name or id of the profile that stays')
    .argument('<other>', 'name or id of the profile whose samples it takes')
    .option('--force', 'although the two voices are not similar')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers merge Maya "Maya Lopez"
  $ scribe undo`,
    )
    .action(action(async () => (await import('../commands/speakers/merge.js')).mergeSpeakers));
  addSampleCommands(speakers, action);
  speakers
    .command('forget')
    .description('erase a profile, its embeddings and its name for good; meetings stay, without the name')
    .argument('<name>', 'name or id of the profile')
    .option('-y, --yes', 'do not ask for confirmation')
    .action(action(async () => (await import('../commands/speakers/forget.js')).forgetSpeaker));
  withSettings(speakers.command('calibrate'), ['voiceModel', 'matchThreshold', 'matchMargin'])
    .description('find the threshold and the margin that suit the enrolled voices')
    .option('--false-accept <share>', 'share of wrong names that is allowed (default: 1%)', shareOf)
    .option('--svg <file>', 'write the curve as a picture')
    .option('--apply', 'write threshold and margin into the config file')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers calibrate --false-accept 0.5% --svg voices.svg
  $ scribe speakers calibrate --apply`,
    )
    .action(action(async () => (await import('../commands/speakers/calibrate.js')).calibrateSpeakers));
}

/** `scribe speakers samples ...` */
function addSampleCommands(speakers: Command, action: Action): void {
  const samples = speakers
    .command('samples')
    .description('the recordings that a profile is made of: list, revoke, restore');
  samples
    .command('list')
    .description('list the samples of a profile, and how alike each is to the others')
    .argument('<name>', 'name or id of the profile')
    .action(action(async () => (await import('../commands/speakers/samples.js')).listSamples));
  samples
    .command('revoke')
    .description('leave a sample out of its profile; it can be restored')
    .argument('<sample>', 'id of the sample')
    .action(action(async () => (await import('../commands/speakers/samples.js')).revokeSample));
  samples
    .command('restore')
    .description('make a revoked sample count again')
    .argument('<sample>', 'id of the sample')
    .action(action(async () => (await import('../commands/speakers/samples.js')).restoreSample));
}
