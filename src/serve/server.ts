import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScribeError } from '../errors.js';
import { cookieName, judge } from './guard.js';
import { redirect, sendReason } from './responses.js';

/** Answers one request that the guard let in. */
export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export interface RunningServer {
  readonly port: number;
  /** Stops taking requests, and ends when those at hand are answered or a moment has passed. */
  close(): Promise<void>;
}

const highestPort = 65_535;

/** Milliseconds that answers get when the server stops: less than an interrupted command has. */
const patience = 500;

/**
 * Listens on this machine alone.
 *
 * @param wanted port; 0: any that is free.
 * @param token that lets in who has it.
 * @param onError told of what failed although nobody did anything wrong.
 * @throws ScribeError USAGE when the port is taken or not ours to take.
 */
export async function startServer(
  wanted: number,
  token: string,
  answer: Answer,
  onError: (error: unknown) => void,
): Promise<RunningServer> {
  if (wanted > highestPort)
    throw new ScribeError(
      'USAGE',
      `Listening on port ${wanted} failed: there is none above ${highestPort}.`,
      {
        hint: 'Choose another --port, or none: then a free one is taken.',
      },
    );
  let port = wanted;
  const server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!(error instanceof ScribeError)) onError(error);
      if (response.headersSent) return response.destroy();
      const { status, why } = describe(error);
      sendReason(response, status, why);
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The path as it was sent, whatever it is: no part of it ever becomes the path of a file.
    const url = addressOf(request.url ?? '/');
    if (!url) return sendReason(response, 400, 'This is no address.');
    const { method = 'GET', headers } = request;
    const verdict = judge({ method, url, headers }, port, token);
    if (verdict === 'pass') return answer(request, response, url);
    // An address that begins with two slashes would be that of another host.
    if (verdict === 'enter')
      return redirect(response, url.pathname.replace(/^\/+/, '/'), {
        'Set-Cookie': `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
      });
    return sendReason(response, verdict.status, verdict.why);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portError(wanted, cause)));
    server.listen(wanted, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), patience).unref();
      }),
  };
}

function addressOf(path: string): URL | null {
  try {
    // Two slashes at the start would be a host.
    return new URL(`http://this.machine${path.startsWith('/') ? '' : '/'}${path}`);
  } catch {
    return null;
  }
}

function describe(error: unknown): { readonly status: number; readonly why: string } {
  if (!(error instanceof ScribeError))
    return { status: 500, why: 'Something went wrong; the terminal says more.' };
  const why = error.hint ? `${error.message}\n${error.hint}` : error.message;
  const status = { USAGE: 400, RECORDING: 404, STORE: 503 }[error.code as string] ?? 500;
  return { status, why };
}

function portError(port: number, cause: Error): ScribeError {
  const { code } = cause as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EADDRINUSE: 'something else listens there',
    EACCES: 'this user may not take it',
  };
  return new ScribeError(
    'USAGE',
    `Listening on port ${port} failed: ${reasons[code ?? ''] ?? cause.message}.`,
    { hint: 'Choose another --port, or none: then a free one is taken.', cause },
  );
}
