import type { Command } from 'commander';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, withSettings } from './definition.js';

/** `scribe doctor` */
export function addDoctorCommand(program: Command, action: Action): void {
  const doctor = withSettings(program.command('doctor'), languageModelSettings);
  doctor
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
  doctor
    .command('trace')
    .description('turn events that were kept into a trace that Chrome and Perfetto open')
    .argument(
      '<events>',
      'a file of what scribe ingest, watch or worker printed with --json; - for standard input',
    )
    .option('--out <file>', 'where the trace goes (default: standard output)')
    .addHelpText(
      'after',
      `
The trace has no name and no word of a recording in it.

Examples:
  $ scribe ingest meetings/ --json > events.ndjson
  $ scribe doctor trace events.ndjson --out trace.json
  $ zcat events.ndjson.gz | scribe doctor trace - > trace.json`,
    )
    .action(
      action(async () => (await import('../commands/doctor/trace.js')).traceEvents, { mendsSettings: true }),
    );
}
