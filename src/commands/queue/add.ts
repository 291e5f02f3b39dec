import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { travellingSettings } from '../../domain/travelling-settings.js';
import { readableName, restoreNames } from '../../platform/file-names.js';
import { addJobs } from '../../queue/add-jobs.js';
import { locateRecordings } from '../../queue/find-recordings.js';
import type { JobSettings } from '../../queue/job.js';

import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { ownFolders, readDateOption } from '../ingest/ingest.js';
import { type FieldFlags, readFieldFlags } from '../read-field-flags.js';
import { type QueueFlags, withQueue } from './with-queue.js';

interface AddFlags extends QueueFlags, FieldFlags {
  readonly priority: number;
  readonly retries: number;
  /** Seconds. */
  readonly retryDelay: number;
  readonly endpoint?: string;
  readonly date?: string;
}

/** `scribe queue add`: one job for each recording that the queue does not know yet. */
export async function addToQueue(
  context: CommandContext,
  inputs: readonly string[],
  { date, priority, retries, retryDelay, endpoint, ...flags }: AddFlags,
): Promise<void> {
  const recorded = date === undefined ? {} : { date: readDateOption(date, context.zone, context.now()) };
  const fields = { ...readFieldFlags(flags, context), ...recorded };
  const { recordings, passedOver } = await locateRecordings(restoreNames(inputs, context.commandLine()), {
    cwd: process.cwd(),
    own: ownFolders(context),
    endpoint,
    environment: context.environment,
    signal: context.signal,
  });
  const settings = givenSettings(context);
  const { jobs, known } = await withQueue(context, flags, { create: true }, (queue) =>
    addJobs(
      queue,
      recordings.map((location) => ({ ...location, settings, fields })),
      { priority, retries, retryDelay, newId: context.newId },
    ),
  );
  if (context.json) return printJson(context, { added: jobs, known, passedOver });
  if (!context.quiet) {
    for (const { path, reason } of passedOver)
      writeLine(context.err, `${readableName(path)}: passed over, ${reason}`);
    for (const { id, at } of jobs) writeLine(context.out, `${shortId(id)}  ${at}`);
  }
  writeLine(context.err, describe(jobs.length, known));
}

/** What a flag, a variable or the config file says; defaults are those of the worker. */
function givenSettings({ settings: { values, sources } }: CommandContext): JobSettings {
  return Object.fromEntries(
    travellingSettings.filter((name) => sources[name] !== 'default').map((name) => [name, values[name]]),
  );
}

const words: Readonly<Record<string, string>> = {
  created: 'waiting already',
  retry: 'waiting for another attempt',
  active: 'running',
  completed: 'done before',
  failed: 'given up before (`scribe queue retry --dead` tries them again)',
};

function describe(added: number, known: Readonly<Record<string, number>>): string {
  const others = Object.entries(known).map(([state, count]) => `${count} ${words[state] ?? state}`);
  return [`${counted(added, 'recording')} added`, ...others].join('; ');
}
