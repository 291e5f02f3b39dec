import type { AddressInfo, Server } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/**
 * PostgreSQL compiled to WebAssembly, with the type `vector(n)` of pgvector, on a free port of 127.0.0.1: it is the one database of
 * one server, and no user has a password. It starts in some three seconds. No TLS, no cancelling.
 */
export async function startPglite(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const database = await PGlite.create({ extensions: { vector } });
  await database.exec('CREATE EXTENSION vector');
  const sockets = new PGLiteSocketServer({
    db: withCopyIn(database),
    host: '127.0.0.1',
    port: 0,
    maxConnections: 8,
  });
  await sockets.start();
  const { port } = (sockets as unknown as { readonly server: Server }).server.address() as AddressInfo;
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    async stop() {
      await sockets.stop();
      await database.close();
    },
  };
}

/** The first bytes of the messages of COPY: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const [query, copyData, copyDone, copyFail, copyInResponse] = ['Q', 'd', 'c', 'f', 'G'].map((c) =>
  c.charCodeAt(0),
);

/**
 * COPY FROM STDIN over a socket. The socket server hands PGlite one message at a time, and PGlite wants the rows of a COPY together with
 * its statement. So the answer "send the rows" is given here, and the statement is run when the last row has come.
 */
function withCopyIn(database: PGlite): PGlite {
  let held: Uint8Array[] = [];
  const run: PGlite['execProtocolRawStream'] = async (message, options) => {
    const kind = message[0];
    if (
      kind === query &&
      /^\s*COPY\b.*\bFROM\s+STDIN\b/is.test(Buffer.from(message.subarray(5)).toString())
    ) {
      held = [message];
      options?.onRawData?.(Uint8Array.of(copyInResponse, 0, 0, 0, 7, 0, 0, 0));
      return;
    }
    if (held.length === 0) return database.execProtocolRawStream(message, options);
    held.push(message);
    if (kind === copyData || (kind !== copyDone && kind !== copyFail)) return;
    const whole = Buffer.concat(held);
    held = [];
    const answer = Buffer.from(await database.execProtocolRaw(whole));
    // Its own "send the rows" has been said already.
    const start = answer[0] === copyInResponse ? 1 + answer.readUInt32BE(1) : 0;
    options?.onRawData?.(answer.subarray(start));
  };
  return new Proxy(database, {
    get: (target, name) => {
      if (name === 'execProtocolRawStream') return run;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
