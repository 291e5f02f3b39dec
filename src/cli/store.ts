import type { Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe store ...` */
export function addStoreCommands(program: Command, action: Action): void {
  const store = program.command('store').description('the database of scribe: info, vacuum, migrate');
  store
    .command('info')
    .description('show what the store holds, how large it is, and what could be deleted; nothing is changed')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe store info
  $ scribe store info --json`,
    )
    .action(action(async () => (await import('../commands/store/info.js')).showStore));
  store
    .command('vacuum')
    .description('give back the space that is free inside the file of the store')
    .action(action(async () => (await import('../commands/store/vacuum.js')).vacuumStore));
  store
    .command('migrate')
    .description('bring the store to the schema of this program, as every command does that opens it')
    .option('--dry-run', 'only list the pending migrations')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe store migrate --dry-run
  $ scribe store migrate`,
    )
    .action(action(async () => (await import('../commands/store/migrate.js')).migrateStore));
}
