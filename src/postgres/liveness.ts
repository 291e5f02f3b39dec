import { connect, type Socket } from 'node:net';
import { problem } from './problems.js';

/** What is watched: a socket, and where its server is asked for a sign of life. */
interface Line {
  readonly socket: Socket;
  readonly place: { readonly host: string; readonly numeric?: string; readonly port: number };
  /** Milliseconds without a byte after which the server is asked, and again after as many. */
  readonly patience: number;
  /** Milliseconds that it has for an answer. */
  readonly answerTimeout: number;
}

/**
 * Waits for work on a connection. A statement may take hours without a byte, so silence alone means nothing: after `patience` the server
 * is asked over a second connection whether it is there. When it does not answer, the first one is ended with the problem SILENT, which
 * then reaches the work.
 */
export async function whileAlive<T>(line: Line, work: Promise<T>): Promise<T> {
  const { socket, patience } = line;
  const traffic = () => socket.bytesRead + socket.bytesWritten - socket.writableLength;
  let seen = traffic();
  let timer = setTimeout(look, patience);
  let over = false;
  async function look(): Promise<void> {
    const quiet = traffic() === seen;
    seen = traffic();
    if (quiet && !(await answers(line)) && !over && traffic() === seen) socket.destroy(problem('SILENT'));
    else if (!over) timer = setTimeout(look, patience);
  }
  try {
    return await work;
  } finally {
    over = true;
    clearTimeout(timer);
  }
}

/** The first message of a client that asks for TLS: every server answers with a letter, before it wants to know any name. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function answers({ place, answerTimeout }: Line): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(place);
    const done = (isThere: boolean) => {
      resolve(isThere);
      socket.destroy();
    };
    socket.setTimeout(answerTimeout, () => done(false));
    socket.on('connect', () => socket.write(sslRequest));
    socket.once('data', () => done(true));
    // Even a refusal comes from somewhere; but a server that runs would have taken the connection.
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
  });
}

/**
 * Asks the server to stop the statement of a connection: https://www.postgresql.org/docs/current/protocol-flow.html
 * (Canceling Requests in Progress). The answer comes over the connection itself, if at all.
 */
export function cancelStatement(place: Line['place'], processId: number, secret: number): void {
  const message = Buffer.alloc(16);
  for (const [index, value] of [16, 80877102, processId].entries()) message.writeInt32BE(value, 4 * index);
  message.writeInt32BE(secret, 12);
  const socket = dial(place);
  socket.unref();
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => socket.end(message));
}

function dial({ host, numeric, port }: Line['place']): Socket {
  return host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, numeric ?? host);
}
