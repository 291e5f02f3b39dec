import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SettingName } from '../settings/definitions.js';
import { type Action, exitCodes, partitionsOption, wholeNumber, withSettings } from './definition.js';
import { withQueueFlags } from './queue.js';

/** Settings of the machine; those of a recording can come with its job, and otherwise count here, too. */
const workerSettings: readonly SettingName[] = [
  'model',
  'segmentationModel',
  'voiceModel',
  'language',
  'languages',
  'style',
  'formats',
  'matchThreshold',
  'matchMargin',
  'threads',
  'ffmpeg',
  'onMeeting',
  'hookTimeout',
];

/** `scribe worker` */
export function addWorkerCommand(program: Command, action: Action): void {
  withSettings(withQueueFlags(program.command('worker')), workerSettings)
    .description('take recordings from a queue, process them, and bring the meetings to its database')
    .addOption(
      new Option('--concurrency <n>', 'recordings at a time; they share the threads')
        .argParser(count)
        .default(1),
    )
    .addOption(new Option('--once', 'do one recording, if one waits, and stop').conflicts('drain'))
    .option('--drain', 'stop when nothing waits any more')
    .option('--artifacts <place>', 'put the transcripts into a folder or s3://bucket/prefix as well')
    .option('--endpoint <url>', "address of an S3 service that is not Amazon's [AWS_ENDPOINT_URL_S3]")
    .option('--with-voiceprints', 'send what the voices of a meeting are recognized by, too')
    .option('--create-schema', 'make the tables of core where there are none, or migrate them')
    .addOption(partitionsOption())
    .addOption(
      new Option('--lease <seconds>', 'give a job to another worker after so long without a sign of life')
        .argParser(lease)
        .default(60),
    )
    .addOption(
      new Option('--poll <seconds>', 'look at an empty queue so often').argParser(seconds).default(2),
    )
    .option(
      '--timings',
      'after each recording, print when each stage began and ended, its processor time and memory',
    )
    .addOption(
      new Option(
        '--metrics <port>',
        'serve metrics for Prometheus to this machine, at http://127.0.0.1:PORT/metrics',
      ).argParser((text) => between(text, 0, 65_535)),
    )
    .addHelpText(
      'after',
      `
A signal lets it finish the stage at hand and hand the job back, with all that is finished; a second one stops it at once.
A worker has a store of its own: give each SCRIBE_HOME a single one.

Examples:
  $ scribe worker --url postgresql://anna@db.example/meetings --create-schema
  $ scribe worker --concurrency 2 --artifacts s3://meetings/transcripts
  $ scribe worker --drain --artifacts /mnt/transcripts
  $ scribe worker --metrics 9464
${exitCodes}`,
    )
    .action(action(async () => (await import('../commands/queue/work.js')).work));
}

function count(text: string): number {
  return between(text, 1, 64);
}

function lease(text: string): number {
  return between(text, 3, 3600);
}

function seconds(text: string): number {
  return between(text, 1, 3600);
}

function between(text: string, least: number, most: number): number {
  const value = wholeNumber(text);
  if (value < least || value > most)
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  return value;
}
