import type { Command } from 'commander';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, withSettings } from './definition.js';

/** `scribe doctor` */
export function addDoctorCommand(program: Command, action: Action): void {
  withSettings(program.command('doctor'), languageModelSettings)
    .description(
      'check versions, ffmpeg, models, servers of language models and the store; print each setting and where it comes from',
    )
    .action(
      action(async () => (await import('../commands/doctor/doctor.js')).doctor, { mendsSettings: true }),
    );
}
