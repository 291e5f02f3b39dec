import type { Command } from 'commander';
import { type Action, withSettings } from './definition.js';

/** `scribe store encrypt`, `decrypt` and `rekey` */
export function addKeyCommands(store: Command, action: Action): void {
  withSettings(store.command('encrypt'), ['keyFile'])
    .description('encrypt the store: meetings, voices, indexes, stages and the log of SQLite')
    .addHelpText(
      'after',
      `
With --key-file a new key is written into FILE if there is none. Without it the store gets a passphrase: the one in
SCRIBE_PASSPHRASE, or one that is asked for. Whoever loses it loses the store.
Transcripts are then not kept as files in the store. docs/privacy.md says what this protects against, and what not.

Examples:
  $ scribe store encrypt
  $ scribe store encrypt --key-file ~/keys/scribe.key
  $ scribe config set keyFile ~/keys/scribe.key`,
    )
    .action(action(async () => (await import('../commands/store/reseal.js')).encryptStore));
  withSettings(store.command('decrypt'), ['keyFile'])
    .description('write the store without encryption again')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe store decrypt
  $ scribe store decrypt --key-file ~/keys/scribe.key`,
    )
    .action(action(async () => (await import('../commands/store/reseal.js')).decryptStore));
  withSettings(store.command('rekey'), ['keyFile'])
    .description('encrypt the store with another key')
    .option('--new-key-file <file>', 'the new key; it is made if there is no such file')
    .addHelpText(
      'after',
      `
Without --new-key-file the store gets a passphrase: the one in SCRIBE_NEW_PASSPHRASE, or one that is asked for.
Backups that were made before keep the old key.

Examples:
  $ scribe store rekey
  $ scribe store rekey --new-key-file ~/keys/scribe-2027.key`,
    )
    .action(action(async () => (await import('../commands/store/reseal.js')).rekeyStore));
}
