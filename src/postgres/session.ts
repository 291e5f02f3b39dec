import { setTimeout as sleep } from 'node:timers/promises';
import { connect, socketOf } from './connect.js';
import { addressOf, type ConnectionSettings } from './connection-settings.js';
import { copyIn, copyOut } from './copy.js';
import { failure } from './failures.js';
import { cancelStatement, whileAlive } from './liveness.js';

/** One connection to one database. One call at a time: a second one while the first is at work is a bug, and throws. */
export interface Session {
  /** Where it goes, for people: `anna@db.example:5432/meetings`. */
  readonly address: string;
  /** `server_version_num`: 150018 is PostgreSQL 15.18. */
  readonly version: number;
  /** The rows of one statement. Booleans and numbers that are exact come as such, everything else as the server writes it. */
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
  /** Runs one statement with values, or several without. Gives the number of rows that the last one touched. */
  execute(text: string, values?: readonly Value[]): Promise<number>;
  /** `COPY ... FROM STDIN`: sends chunks as fast as the server takes them. Gives the number of rows. */
  copyIn(text: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<number>;
  /** `COPY ... TO STDOUT` in the text format: some rows at a time, each as its fields. To leave the loop early ends the session. */
  copyOut(text: string): AsyncIterable<(string | null)[][]>;
  /** Ends the connection; the server rolls back what was not committed. Never throws. */
  close(): Promise<void>;
}

/** What a statement takes for $1, $2, ...; an array becomes an array of the server. */
type Value = string | number | bigint | boolean | null | Buffer | readonly (string | number | null)[];

export interface SessionOptions {
  /** What it is for, to stand before the address in errors: `Exporting to`. */
  readonly purpose: string;
  /** Ends what is running, on the server as well; the call then throws its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which the server is asked for a sign of life. */
  readonly patience?: number;
}

const sessionDefaults = {
  /** Milliseconds; a statement may take longer, as long as the server answers when it is asked. */
  patience: 15_000,
  /** Milliseconds for an answer where connecting has no limit. */
  answerTimeout: 10_000,
  /** Milliseconds that a statement has to end when it is cancelled, and a connection to close. */
  farewell: 500,
} as const;

/** @throws ScribeError OUTPUT, here and from every call: what was being done, where, why it failed, and what to do next. */
export async function openSession(settings: ConnectionSettings, options: SessionOptions): Promise<Session> {
  const { purpose, signal, patience = sessionDefaults.patience } = options;
  const { client, place, version } = await connect(settings, signal).catch((error) => {
    signal?.throwIfAborted();
    throw failure(error, { purpose, address: addressOf(settings), settings });
  });
  const address = addressOf(settings, place);
  const socket = socketOf(client);
  const answerTimeout = settings.connectTimeout || sessionDefaults.answerTimeout;
  let busy = false;
  let lost: unknown;
  client.on('error', (error) => {
    lost ??= error;
  });

  /** One wait for the server. */
  async function step<T>(work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      if (lost) throw lost;
      return await whileAlive({ socket, place, patience, answerTimeout }, work());
    } catch (error) {
      signal?.throwIfAborted();
      throw failure(lost ?? error, { purpose, address, settings });
    }
  }

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (busy) throw new Error('a session was asked for two things at once');
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  }

  function interrupt(): void {
    if (!busy) return;
    const { processID, secretKey } = client as unknown as {
      readonly processID: number;
      readonly secretKey: number;
    };
    cancelStatement(place, processID, secretKey);
    setTimeout(() => busy && socket.destroy(), sessionDefaults.farewell).unref();
  }
  signal?.addEventListener('abort', interrupt, { once: true });

  return {
    address,
    version,
    query: (text, values = []) =>
      alone(() => step(async () => (await client.query({ text, values: [...values] })).rows)),
    execute: (text, values) =>
      alone(() =>
        step(async () => {
          const results = [await client.query({ text, values: values && [...values] })].flat();
          return results.at(-1)?.rowCount ?? 0;
        }),
      ),
    copyIn: (text, chunks) => alone(() => copyIn(client, text, chunks, step)),
    async *copyOut(text) {
      if (busy) throw new Error('a session was asked for two things at once');
      busy = true;
      let finished = false;
      try {
        yield* copyOut(client, text, step);
        finished = true;
      } catch (error) {
        // What the server refuses is over; what was interrupted is not.
        finished = !signal?.aborted;
        throw error;
      } finally {
        busy = false;
        if (!finished) socket.destroy();
      }
    },
    async close() {
      signal?.removeEventListener('abort', interrupt);
      if (!busy) await Promise.race([client.end().catch(() => undefined), sleep(sessionDefaults.farewell)]);
      socket.destroy();
    },
  };
}
