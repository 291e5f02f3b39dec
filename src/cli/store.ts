import { type Command, Option } from 'commander';
import { type Action, ageOf, withSettings } from './definition.js';
import { addKeyCommands } from './store-keys.js';

/** `scribe store ...` */
export function addStoreCommands(program: Command, action: Action): void {
  const store = program
    .command('store')
    .description(
      'the database of scribe: info, check, index, backup, restore, encrypt, prune, vacuum, migrate, diff',
    );
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
    .command('check')
    .description('check the file, its rows, and the rendered transcripts; nothing is changed')
    .option('--fast', 'do not compare indexes with tables, and transcripts by their size only')
    .addHelpText(
      'after',
      `
The exit status is 5 when something is wrong.

Examples:
  $ scribe store check
  $ scribe store check --fast --json`,
    )
    .action(action(async () => (await import('../commands/store/check.js')).checkTheStore));
  withSettings(store.command('index'), ['textModel', 'threads'])
    .description(
      'make what `scribe search --meaning` needs of turns that lack it, such as those of older meetings',
    )
    .addHelpText(
      'after',
      `
It can be stopped, and goes on where it was. Ingest does it for new meetings.

Examples:
  $ scribe models import /media/stick/all-minilm-l6-v2
  $ scribe store index`,
    )
    .action(action(async () => (await import('../commands/store/index-store.js')).indexStore));
  store
    .command('backup')
    .description('copy the store into a file while others go on writing, and verify the copy')
    .argument('<file>', 'where the copy goes')
    .option('-f, --force', 'replace the file if it exists')
    .addHelpText(
      'after',
      `
A backup is one SQLite file with meetings, people and voices. Rendered transcripts are written again by restore.
Recordings, models and the config file are not in it. A voice that you forget later stays in it.

Examples:
  $ scribe store backup scribe-backup.db
  $ scribe store backup "/mnt/disk/scribe-$(date +%F).db"`,
    )
    .action(action(async () => (await import('../commands/store/backup.js')).backupStore));
  store
    .command('restore')
    .description('verify a backup and put it in the place of the store, which is kept as a copy beside it')
    .argument('<file>', 'the backup')
    .option('--dry-run', 'only verify the backup')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe store restore scribe-backup.db --dry-run
  $ scribe store restore scribe-backup.db`,
    )
    .action(action(async () => (await import('../commands/store/restore.js')).restoreStore));
  store
    .command('prune')
    .description('delete old events, cached stages and left-over decoded sound; recordings are never touched')
    .addOption(
      new Option('--events <age>', 'events of processing that are older, as 90d, 12w or 6h').argParser(ageOf),
    )
    .addOption(
      new Option('--cache [which]', 'cached stages of processing: expired, or all').choices([
        'expired',
        'all',
      ]),
    )
    .option('--audio', 'decoded sound and other working files of runs that have ended')
    .option('--dry-run', 'only say what would be deleted')
    .addHelpText(
      'after',
      `
Without the cache and the decoded sound, an interrupted run begins anew; nothing else is lost.

Examples:
  $ scribe store prune --events 90d --cache --audio --dry-run
  $ scribe store prune --events 12w
  $ scribe store prune --cache all`,
    )
    .action(action(async () => (await import('../commands/store/prune.js')).pruneStore));
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
  $ scribe store backup before-upgrade.db && scribe store migrate`,
    )
    .action(action(async () => (await import('../commands/store/migrate.js')).migrateStore));
  addKeyCommands(store, action);
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
