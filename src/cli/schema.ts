import { Argument, type Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe schema` */
export function addSchemaCommand(program: Command, action: Action): void {
  program
    .command('schema')
    .description('print the JSON Schema of what scribe writes for programs')
    .addArgument(
      new Argument(
        '<what>',
        'transcript: transcript.json; events: the lines of scribe ingest, watch and worker with --json',
      ).choices(['transcript', 'events']),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ scribe schema transcript > transcript.schema.json
  $ scribe schema events > events.schema.json`,
    )
    .action(action(async () => (await import('../commands/schema/print.js')).printSchema));
}
