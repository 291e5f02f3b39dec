import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import S3rver from 's3rver';
import { onTestFinished, vi } from 'vitest';
import { tempFolder } from '../store/fixture.js';

/** A request that arrived. */
interface Asked {
  readonly method: string;
  /** `/bucket/key`, decoded, without the query. */
  readonly path: string;
}

export interface S3Server {
  readonly endpoint: string;
  /** What was asked since the last time. */
  asked(): readonly Asked[];
  /** Answers requests itself; false: it leaves them to the service. */
  answer(how: (asked: Asked, response: ServerResponse) => boolean): void;
}

/** Gives this process the credentials that the server knows, and nothing else of its environment, until the test ends. */
export function giveCredentials(): void {
  const none = tempFolder();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', `${none}/config`);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${none}/credentials`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Starts an S3 service with the bucket `meetings` on a free port, behind a server that sees every request. */
export async function startS3(): Promise<S3Server> {
  const service = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: tempFolder(),
    configureBuckets: [{ name: 'meetings' }],
  });
  const { port } = await service.run();
  const log: Asked[] = [];
  let own: (asked: Asked, response: ServerResponse) => boolean = () => false;
  const front = createServer((incoming, response) => {
    const asked = describeRequest(incoming);
    log.push(asked);
    if (own(asked, response)) return void incoming.resume();
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(passed);
  });
  const address = await listen(front);
  onTestFinished(async () => {
    front.closeAllConnections();
    front.close();
    await service.close();
  });
  return {
    endpoint: address,
    asked: () => log.splice(0),
    answer: (how) => {
      own = how;
    },
  };
}

/** Answers like an S3 service that refuses. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  fields: Readonly<Record<string, string>> = {},
): true {
  const more = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message>${more.join('')}</Error>`,
  );
  return true;
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function describeRequest({ method = '', url = '' }: IncomingMessage): Asked {
  return { method, path: decodeURIComponent(url.split('?')[0]) };
}
