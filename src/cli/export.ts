import { type Command, Option } from 'commander';
import { targetNames } from '../domain/target-names.js';
import { type Action, collect, partitionsOption } from './definition.js';

/** `scribe export ...` */
export function addExportCommands(program: Command, action: Action): void {
  const exports = program
    .command('export')
    .description('send what is stored elsewhere: artifacts, postgres; and the log of it');
  exports
    .command('artifacts')
    .description('put the transcripts into a folder or an S3-compatible bucket, and keep them current there')
    .requiredOption('--to <place>', 'a folder, or s3://bucket/prefix')
    .option('--meeting <id>', 'only this meeting, or last; can be given several times', collect)
    .option('--since <when>', 'only what was recorded since a day or a meeting')
    .option('--endpoint <url>', "address of an S3 service that is not Amazon's [AWS_ENDPOINT_URL_S3]")
    .option('--virtual-hosts', 'write the name of the bucket into the host name of the endpoint')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      `
Region, credentials and profiles are those of Amazon's tools: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE, ...

Examples:
  $ scribe export artifacts --to /mnt/archive/transcripts
  $ scribe export artifacts --to s3://meetings/transcripts --since 2026-01-31
  $ scribe export artifacts --to s3://meetings --endpoint https://minio.example:9000`,
    )
    .action(action(async () => (await import('../commands/export/artifacts.js')).exportArtifacts));
  exports
    .command('postgres')
    .description('write the store into a Postgres database, and keep it current there')
    .option(
      '--url <url>',
      'postgresql://user@host/database; also PGHOST, PGSERVICE, ... [SCRIBE_POSTGRES_URL]',
    )
    .option(
      '--sql <file>',
      'write a script for psql instead, or - for standard output; it needs no server, and removes no meetings and no people',
    )
    .addOption(
      new Option('--target <target>', 'whose tables are written').choices(targetNames).default('core'),
    )
    .option('--meeting <id>', 'only this meeting, or last; can be given several times', collect)
    .option('--since <when>', 'only what was recorded since a day or a meeting')
    .option('--create-schema', 'make the tables where there are none; migrate those of core')
    .addOption(partitionsOption())
    .option('--with-voiceprints', 'send what voices are recognized by, too')
    .option('--dry-run', 'do everything but the last step, and say what would change')
    .addHelpText(
      'after',
      `
What was removed or forgotten here is removed there by every export. A password belongs into ~/.pgpass or PGPASSWORD.

Examples:
  $ scribe export postgres --url postgresql://anna@db.example/meetings --create-schema
  $ scribe export postgres --url postgresql://anna@db.example/meetings --dry-run
  $ scribe export postgres --sql meetings.sql && psql -v ON_ERROR_STOP=1 -f meetings.sql
  $ PGSERVICE=archive scribe export postgres --target mina --meeting last`,
    )
    .action(action(async () => (await import('../commands/export/postgres.js')).exportPostgres));
  exports
    .command('log')
    .description('list what left the store: when, where to, which meetings, how much, with voices or without')
    .option('--meeting <id>', 'only what this meeting was a part of; the whole id of one that is gone')
    .addHelpText(
      'after',
      `
In the log are exports, backups, and copies of --out with each change of them. What a command printed is not.
It has ids and no titles: of a meeting that is gone it keeps the id alone.

Examples:
  $ scribe export log
  $ scribe export log --meeting last --json`,
    )
    .action(action(async () => (await import('../commands/export/log.js')).printExportLog));
}
