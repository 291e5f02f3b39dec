import type { Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe store ...` */
export function addStoreCommands(program: Command, action: Action): void {
  const store = program.command('store').description('the database of scribe: info, vacuum, migrate, diff');
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
  store
    .command('diff')
    .argument('<a>', 'folder of a store, or its database file')
    .argument('[b]', 'another one; without it, A is the store of this user and B what was given')
    .description(
      'compare two stores row by row, and the transcripts in them byte by byte; nothing is changed',
    )
    .addHelpText(
      'after',
      `
Each difference is a line as it is found: what is only in A, only in B, or in both and different, column by column.
What belongs to one machine (cache, copies, the memory of exports) is not compared. The exit status is 0 when the
stores are equal, and 8 when they differ.

Examples:
  $ scribe store diff ~/before ~/after
  $ scribe store diff backup.db`,
    )
    .action(action(async () => (await import('../commands/store/diff.js')).diffStores));
}
