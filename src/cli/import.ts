import { type Command, Option } from 'commander';
import type { Action } from './definition.js';

/** `scribe import ...` */
export function addImportCommands(program: Command, action: Action): void {
  const imports = program.command('import').description('bring back what was exported');
  imports
    .command('postgres')
    .description('bring meetings, people and voices from a Postgres database into the store')
    .option('--url <url>', 'the database, as libpq writes it [SCRIBE_POSTGRES_URL, PGHOST, PGSERVICE, ...]')
    .addOption(new Option('--target <schema>', 'whose tables are read').choices(['core']).default('core'))
    .option('--since <when>', 'only what was recorded since a day, or since a meeting that the database has')
    .option(
      '--overwrite',
      'take the version of the database of what differs; without it, what is here is kept',
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      `
What is missing here is added, what is the same is left, and what differs is kept and listed. A meeting with all that
belongs to it is taken or left as a whole. Nothing is changed unless everything fits.

Examples:
  $ scribe import postgres --url postgresql://anna@db.example/meetings
  $ scribe import postgres --since 2026-01-31 --dry-run
  $ scribe import postgres --overwrite`,
    )
    .action(action(async () => (await import('../commands/import/postgres.js')).importFromPostgres));
}
