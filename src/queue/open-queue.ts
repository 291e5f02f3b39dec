import PgBoss from 'pg-boss';
import { ScribeError } from '../errors.js';
import type { ConnectionSettings } from '../postgres/connection-settings.js';
import { openSession, type Session } from '../postgres/session.js';
import { ownIndexes, ownTables } from './own-tables.js';

/** The queues in the schema: what is to be done, and what cannot be done. */
export const queueNames = { recordings: 'recordings', dead: 'recordings-dead' } as const;

/** Jobs that wait, run or have ended, in a schema of a Postgres database. */
export interface Queue {
  /** The engine: delivery, retries, dead letters. */
  readonly boss: PgBoss;
  /** For people: `anna@db.example:5432/meetings`. */
  readonly address: string;
  /** Quoted by nobody: letters, digits and underscores. */
  readonly schema: string;
  /** The rows of one statement. @throws ScribeError OUTPUT; the next call connects again. */
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
  close(): Promise<void>;
}

type Value = NonNullable<Parameters<Session['query']>[1]>[number];

const days = 86_400;

/** How long what has ended is kept, and what waits: recordings may wait for months. */
const keeping = {
  archiveCompletedAfterSeconds: 30 * days,
  archiveFailedAfterSeconds: 365 * days,
  deleteAfterDays: 365,
} as const;
const retentionDays = 3650;

/**
 * Opens the queue of a database. pg-boss works through a session of ours, so that the connection is the one that libpq would make, and its
 * errors are in words.
 *
 * @param options.create makes the schema where there is none.
 * @throws ScribeError OUTPUT when the server cannot be reached, or there is no queue.
 */
export async function openQueue(
  connection: ConnectionSettings,
  options: { readonly schema: string; readonly create: boolean; readonly signal: AbortSignal },
): Promise<Queue> {
  const { schema, create, signal } = options;
  const line = openLine(connection, signal);
  const boss = new PgBoss({
    db: {
      executeSql: async (text: string, values: readonly unknown[] = []) => ({
        rows: (await line.query(text, values.map(toValue))) ?? [],
      }),
    },
    schema,
    migrate: create,
    supervise: false,
    schedule: false,
    ...keeping,
  });
  boss.on('error', () => {});
  try {
    if (create) await build(boss, line, schema);
    else await requireQueue(line, schema);
    return {
      boss,
      schema,
      address: line.address(),
      query: line.query,
      async close() {
        await boss.stop({ graceful: false });
        await line.close();
      },
    };
  } catch (error) {
    await line.close();
    throw error;
  }
}

/** Two that come at once would both find nothing, and both make it: they take turns. */
async function build(boss: PgBoss, line: Line, schema: string): Promise<void> {
  const lock = `hashtextextended('scribe queue ${schema}', 0)`;
  await line.query(`SELECT pg_advisory_lock(${lock})`);
  await boss.start();
  if ((await boss.getQueue(queueNames.recordings)) === null) {
    await boss.createQueue(queueNames.dead, { name: queueNames.dead, retentionDays });
    await boss.createQueue(queueNames.recordings, {
      name: queueNames.recordings,
      deadLetter: queueNames.dead,
      retentionDays,
    });
  }
  for (const statement of [...ownTables(schema), ...ownIndexes(schema)]) await line.query(statement);
  await line.query(`SELECT pg_advisory_unlock(${lock})`);
}

async function requireQueue(line: Line, schema: string): Promise<void> {
  const [{ there }] = await line.query<{ there: boolean }>(
    `SELECT to_regclass('${schema}.running') IS NOT NULL AS there`,
  );
  if (!there)
    throw new ScribeError('OUTPUT', `Looking at the queue of ${line.address()} failed: there is none.`, {
      hint: 'Run `scribe queue add` on some recordings: it makes one.',
    });
}

/** What pg-boss hands over, as a session takes it. */
function toValue(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value))
    return JSON.stringify(value);
  return value as Value;
}

interface Line {
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
  address(): string;
  close(): Promise<void>;
}

/** One session, one statement at a time. After an error it is closed, and the next statement connects again. */
function openLine(connection: ConnectionSettings, signal: AbortSignal): Line {
  let session: Session | null = null;
  let address = '';
  let turn: Promise<unknown> = Promise.resolve();
  const end = async () => {
    const open = session;
    session = null;
    await open?.close();
  };
  return {
    address: () => address,
    query<Row extends object>(text: string, values?: readonly Value[]) {
      const ask = async () => {
        session ??= await openSession(connection, { purpose: 'Using the queue of', signal });
        address = session.address;
        try {
          return await session.query<Row>(text, values);
        } catch (error) {
          await end();
          throw error;
        }
      };
      const mine = turn.then(ask, ask);
      turn = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await turn;
      await end();
    },
  };
}
