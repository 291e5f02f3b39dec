import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { type ConnectionSettings, readConnection } from '../../postgres/connection-settings.js';
import { openQueue, type Queue } from '../../queue/open-queue.js';
import { writeLine } from '../../report/output.js';

/** Which queue: the flags of every command about one. */
export interface QueueFlags {
  readonly url?: string;
  readonly schema?: string;
}

const schemaDefault = 'scribe_queue';

/** Opens the queue that the flags name, for one piece of work. @param options.create makes one where there is none. */
export async function withQueue<T>(
  context: CommandContext,
  flags: QueueFlags,
  options: { readonly create?: boolean; readonly signal?: AbortSignal },
  work: (queue: Queue, connection: ConnectionSettings) => Promise<T>,
): Promise<T> {
  const { environment } = context;
  const connection = readConnection(flags.url ?? null, environment);
  for (const warning of connection.warnings) writeLine(context.err, `warning: ${warning}`);
  const queue = await openQueue(connection, {
    schema: readSchema(flags.schema ?? environment.SCRIBE_QUEUE_SCHEMA?.trim() ?? ''),
    create: options.create ?? false,
    signal: options.signal ?? context.signal,
  });
  try {
    return await work(queue, connection);
  } finally {
    await queue.close();
  }
}

function readSchema(given: string): string {
  const name = given || schemaDefault;
  if (/^[a-z_][a-z0-9_]{0,49}$/.test(name)) return name;
  throw new ScribeError('USAGE', `The schema of the queue is "${name}"; that is no name for one.`, {
    hint: 'Write small letters, digits and underscores, such as scribe_queue.',
  });
}
