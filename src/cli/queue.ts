import { type Command, InvalidArgumentError, Option } from 'commander';
import { jobStates } from '../domain/job-states.js';
import { travellingSettings } from '../domain/travelling-settings.js';
import { type Action, exitCodes, wholeNumber, withSettings } from './definition.js';
import { withMeetingFields } from './meeting-fields.js';

/** The flags that say which queue. */
export function withQueueFlags(command: Command): Command {
  return command
    .option(
      '--url <url>',
      'the database of the queue, as libpq writes it [SCRIBE_POSTGRES_URL, PGHOST, PGSERVICE, ...]',
    )
    .option('--schema <name>', 'the schema of the queue (default: scribe_queue) [SCRIBE_QUEUE_SCHEMA]');
}

/** `scribe queue ...` */
export function addQueueCommands(program: Command, action: Action): void {
  const queue = program
    .command('queue')
    .description('recordings that wait in a Postgres database for workers on any machine');
  withMeetingFields(withSettings(withQueueFlags(queue.command('add')), travellingSettings), { title: true })
    .description('add recordings: one job each, unless the queue knows them already')
    .argument('<recording...>', 'files, folders, globs, or s3://bucket/prefix, as the workers will find them')
    .option('--date <date>', 'when it was recorded: 2024-05-06, 2024-05-06T14:30, 2024-05-06T14:30+02:00')
    .addOption(
      new Option('--priority <n>', 'jobs with a higher one are done first').argParser(integer).default(0),
    )
    .addOption(
      new Option('--retries <n>', 'how often a job that fails is tried again')
        .argParser(wholeNumber)
        .default(4),
    )
    .addOption(
      new Option('--retry-delay <seconds>', 'until the first of these; then twice as long each time')
        .argParser(wholeNumber)
        .default(30),
    )
    .option('--endpoint <url>', "address of an S3 service that is not Amazon's [AWS_ENDPOINT_URL_S3]")
    .addHelpText(
      'after',
      `
Nothing but the addresses of recordings, and what you say about them, goes into the queue. The queue is made if there is none.

Examples:
  $ scribe queue add /mnt/recordings --url postgresql://anna@db.example/meetings
  $ scribe queue add s3://meetings/2026 --language de
  $ scribe queue add /mnt/recordings/board.m4a --priority 10 --title "Board meeting"
${exitCodes}`,
    )
    .action(action(async () => (await import('../commands/queue/add.js')).addToQueue));
  withQueueFlags(queue.command('status'))
    .description('how many wait, run and are done, who is at what, what was given up, how long it will take')
    .action(action(async () => (await import('../commands/queue/status.js')).queueStatus));
  withQueueFlags(queue.command('list'))
    .description('list jobs: running ones first, then in the order in which they are taken')
    .addOption(new Option('--state <state>', 'only those').choices(jobStates))
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber).default(100))
    .action(action(async () => (await import('../commands/queue/list.js')).listQueue));
  withQueueFlags(queue.command('cancel'))
    .description('cancel jobs; a worker that is at one stops within seconds')
    .argument('[job...]', 'ids, or how they begin or end')
    .option('--all', 'every job that has not ended')
    .option('-y, --yes', 'do not ask')
    .action(action(async () => (await import('../commands/queue/change.js')).cancelQueued));
  withQueueFlags(queue.command('retry'))
    .description('try jobs again that were given up or cancelled, or that wait for their next attempt')
    .argument('[job...]', 'ids, or how they begin or end')
    .option('--dead', 'everything that was given up')
    .action(action(async () => (await import('../commands/queue/change.js')).retryQueued));
  withQueueFlags(queue.command('priority'))
    .description('put a waiting job before others, or behind them')
    .argument('<job>', 'an id, or how it begins or ends')
    .argument('<n>', 'jobs with a higher one are done first; -1 and less: last', integer)
    .action(action(async () => (await import('../commands/queue/change.js')).prioritize));
}

function integer(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
