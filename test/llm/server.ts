import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What was sent to `/v1/chat/completions`. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens: number;
  readonly stream: boolean;
  readonly response_format?: { readonly type: string };
}

/** How the server answers one request. */
export type Behaviour =
  | {
      readonly kind: 'answer';
      readonly text: string;
      /** Bytes of each write: chunks end anywhere, inside a letter, too. */
      readonly bytes?: number;
      /** Milliseconds before each write. */
      readonly pause?: number;
      readonly finish?: string;
      readonly usage?: unknown;
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The stream ends after that many bytes: the connection is broken off, or closed as if all was well. */
  | { readonly kind: 'cut'; readonly text: string; readonly after: number; readonly politely?: boolean }
  | { readonly kind: 'raw'; readonly body: string; readonly type: string }
  | { readonly kind: 'endless' }
  | { readonly kind: 'silent' };

export interface ModelServer {
  readonly url: string;
  readonly port: number;
  readonly chats: ChatBody[];
  /** Paths of everything that was asked for, and the key that came with it. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

interface Options {
  readonly models?: readonly Record<string, unknown>[];
  /** Other paths, by what they answer as JSON. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly port?: number;
}

/** A server on this machine that speaks the protocol of OpenAI, as well or as badly as a test wants. */
export async function startModelServer(
  behave: (body: ChatBody, number: number) => Behaviour,
  { models = [{ id: 'small-model', object: 'model' }], more = {}, port = 0 }: Options = {},
): Promise<ModelServer> {
  const chats: ChatBody[] = [];
  const asked: ModelServer['asked'] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization });
    if (path === '/v1/models') return sendJson(response, { object: 'list', data: models });
    if (path in more) return sendJson(response, more[path]);
    if (path !== '/v1/chat/completions') return void response.writeHead(404).end('not here');
    const body = JSON.parse(await readAll(request)) as ChatBody;
    chats.push(body);
    await perform(response, behave(body, chats.length)).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    chats,
    asked,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const sendJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** The events of an answer, a word in each. */
function eventsOf(text: string, finish = 'stop', usage: unknown = undefined): string {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  return [
    ': a comment keeps the connection open\n\n',
    event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
    ...words.map((content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    event({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }),
    ...(usage === undefined ? [] : [event({ choices: [], usage })]),
    'data: [DONE]\n\n',
  ].join('');
}

async function perform(response: ServerResponse, behaviour: Behaviour): Promise<void> {
  const begin = (type = 'text/event-stream') => response.writeHead(200, { 'content-type': type });
  switch (behaviour.kind) {
    case 'silent':
      return;
    case 'status':
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '');
      return;
    case 'raw':
      begin(behaviour.type).end(behaviour.body);
      return;
    case 'cut': {
      begin().write(Buffer.from(eventsOf(behaviour.text)).subarray(0, behaviour.after));
      await wait(20);
      if (behaviour.politely) response.end();
      else response.destroy();
      return;
    }
    case 'endless':
      begin();
      while (!response.destroyed) {
        response.write(event({ choices: [{ delta: { content: 'and so on ' } }] }).repeat(50));
        await wait(1);
      }
      return;
    case 'answer': {
      const stream = Buffer.from(eventsOf(behaviour.text, behaviour.finish, behaviour.usage));
      const size = behaviour.bytes ?? stream.length;
      begin();
      for (let at = 0; at < stream.length && !response.destroyed; at += size) {
        if (behaviour.pause !== undefined) await wait(behaviour.pause);
        response.write(stream.subarray(at, at + size));
      }
      response.end();
    }
  }
}
