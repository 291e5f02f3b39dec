import type { Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe doctor` */
export function addDoctorCommand(program: Command, action: Action): void {
  program
    .command('doctor')
    .description('check versions, ffmpeg, models and the store; print each setting and where it comes from')
    .action(
      action(async () => (await import('../commands/doctor/doctor.js')).doctor, { mendsSettings: true }),
    );
}
