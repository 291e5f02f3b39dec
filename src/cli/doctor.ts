import type { Command } from 'commander';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, withSettings } from './definition.js';

/** `scribe doctor` */
export function addDoctorCommand(program: Command, action: Action): void {
  withSettings(program.command('doctor'), languageModelSettings)
    .description(
      'check versions, ffmpeg, models, servers of language models and the store; print each setting and where it comes from',
    )
    .option(
      '--bundle [file]',
      'write a file for a report of a bug: versions, settings, timings, no names, no words',
    )
    .option('--print', 'show what --bundle would write, and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe doctor
  $ scribe doctor --bundle --print
  $ scribe doctor --bundle bug.json`,
    )
    .action(
      action(async () => (await import('../commands/doctor/doctor.js')).doctor, { mendsSettings: true }),
    );
}
