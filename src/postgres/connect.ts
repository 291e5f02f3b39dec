import { type Socket, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import pg from 'pg';
import { type ConnectionSettings, isSocket, type Place } from './connection-settings.js';
import { hasNoTls, isUnreachable, problem } from './problems.js';
import type { Attempt } from './tls.js';

export type Client = pg.Client;

/** A connection that the server has accepted, and to which of the places it goes. */
export interface Connection {
  readonly client: Client;
  readonly place: Place;
  readonly version: number;
}

/** The socket below a client; TLS puts another one in the place of the first. */
export const socketOf = (client: Client): Socket => client.connection.stream as Socket;

/**
 * Connects to the first place that answers, encrypted as `sslmode` wants it. Like libpq, the next place is tried when one cannot be
 * reached or only reads, and not when it refuses the user.
 *
 * @throws what the last attempt said: see `failures.ts`; the signal's reason.
 */
export async function connect(settings: ConnectionSettings, signal?: AbortSignal): Promise<Connection> {
  let last: unknown;
  for (const place of settings.places) {
    try {
      return await connectTo(place, settings, signal);
    } catch (error) {
      signal?.throwIfAborted();
      last = error;
      if (!isUnreachable(error)) break;
    }
  }
  throw last;
}

async function connectTo(
  place: Place,
  settings: ConnectionSettings,
  signal?: AbortSignal,
): Promise<Connection> {
  const attempts = isSocket(place) ? [false as const] : settings.attempts;
  let refusal: unknown;
  for (const attempt of attempts) {
    try {
      return await attemptTo(place, settings, attempt, signal);
    } catch (error) {
      signal?.throwIfAborted();
      // That it has no TLS explains less than what it said before.
      if (refusal === undefined || !hasNoTls(error)) refusal = error;
      if (!mayHelpToChange(error)) break;
    }
  }
  throw refusal;
}

/** Whether it may help to try without TLS, or with it: the handshake failed, or pg_hba.conf has no line for such a connection. */
function mayHelpToChange(error: unknown): boolean {
  return isFromServer(error) ? error.code === '28000' : !isUnreachable(error);
}

function isFromServer(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

async function attemptTo(
  place: Place,
  settings: ConnectionSettings,
  attempt: Attempt,
  signal?: AbortSignal,
): Promise<Connection> {
  // Node gives each address of a name a quarter of a second, which is too little for a server far away.
  setDefaultAutoSelectFamilyAttemptTimeout(
    Math.max(250, Math.floor((settings.connectTimeout || 10_000) / 4)),
  );
  const client = new pg.Client({
    host: place.numeric ?? place.host,
    port: place.port,
    user: settings.user,
    database: settings.database,
    password: () => place.password() ?? raise(problem('NO_PASSWORD')),
    // The certificate is for the name, whatever address is connected to.
    ssl: attempt && { ...attempt, ...(place.numeric && { servername: place.host }) },
    sslnegotiation: settings.direct && attempt ? 'direct' : 'postgres',
    enableChannelBinding: settings.channelBinding !== 'disable' && attempt !== false,
    connectionTimeoutMillis: settings.connectTimeout,
    application_name: settings.applicationName,
    options: settings.options,
    client_encoding: 'UTF8',
    keepAlive: settings.keepAlive !== null,
    keepAliveInitialDelayMillis: settings.keepAlive ?? undefined,
    types: { getTypeParser },
  });
  const stop = () => socketOf(client).destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (settings.channelBinding === 'require') refuseUnbound(client);
    // Errors of a connection that is at work reach whoever waits for it.
    client.on('error', () => undefined);
    await client.connect();
    const { version, readOnly } = await prepare(client);
    if (settings.writable && readOnly) throw problem('ONLY_READS');
    return { client, place, version };
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Texts of times, numbers and bytes do not depend on how the server or the user is set up. */
async function prepare(client: Client): Promise<{ readonly version: number; readonly readOnly: boolean }> {
  await client.query(
    `SET client_min_messages = warning; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
     SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on`,
  );
  const { rows } = await client.query(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('transaction_read_only')::boolean AS readonly`,
  );
  return { version: rows[0].version, readOnly: rows[0].readonly };
}

/**
 * channel_binding=require: the server must prove that it knows the password and that nobody sits in between, so every other way of
 * asking for one ends the connection before an answer goes out.
 */
function refuseUnbound({ connection }: Client): void {
  let bound = false;
  const refuse = () => connection.stream.destroy(problem('NOT_BOUND'));
  connection.on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    bound = mechanisms.includes('SCRAM-SHA-256-PLUS');
    if (!bound) refuse();
  });
  for (const other of ['authenticationCleartextPassword', 'authenticationMD5Password'])
    connection.on(other, refuse);
  connection.on('authenticationOk', () => bound || refuse());
}

/** Booleans, and numbers that JavaScript holds exactly; everything else stays as the server wrote it. */
function getTypeParser(oid: number): (text: string) => unknown {
  const [bool, int8, int2, int4, objectId, float4, float8] = [16, 20, 21, 23, 26, 700, 701];
  if (oid === bool) return (text) => text === 't';
  if (oid === int8) return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
  return [int2, int4, objectId, float4, float8].includes(oid) ? Number : (text) => text;
}

function raise(error: Error): never {
  throw error;
}
