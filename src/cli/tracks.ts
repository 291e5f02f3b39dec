import type { Command } from 'commander';
import { type Action, withSettings } from './definition.js';

/** `scribe tracks` */
export function addTracksCommand(program: Command, action: Action): void {
  withSettings(program.command('tracks'), ['ffmpeg'])
    .description(
      'write what each person says as a FLAC of its own, as long as the recording and silent elsewhere',
    )
    .argument('<id>', 'id of the meeting, or last')
    .requiredOption('--out <dir>', 'the folder for the files; it is made if need be')
    .option('--force', 'replace files of the same names')
    .addHelpText(
      'after',
      `
The files are 16 kHz mono, on the clock of the transcript, so that they line up in an editor. The recording has to be where
it was.

Examples:
  $ scribe tracks last --out tracks/
  $ scribe tracks 5b21c04e --out tracks/ --force --json`,
    )
    .action(action(async () => (await import('../commands/tracks/tracks.js')).writeTracks));
}
