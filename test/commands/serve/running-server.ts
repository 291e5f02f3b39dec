import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { serve } from '../../../src/commands/serve/serve.js';
import { createTestContext } from '../../command-context.js';
import { complete, enroll, makeRecording, tempStore } from '../../store/fixture.js';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Starts `scribe serve` on a store with one meeting, in this process; it is stopped with the test. */
export async function startServing(path: string) {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('standup.ogg', { path }), enroll(store, 'Maya'));
  const stop = new AbortController();
  const context = { ...createTestContext({ home: store.home, json: true }), signal: stop.signal };
  const stopped = serve(context, {});
  onTestFinished(async () => {
    stop.abort();
    await stopped;
  });
  while (!context.printed.out.includes('}')) await new Promise((resolve) => setTimeout(resolve, 10));
  const { url, port } = JSON.parse(context.printed.out) as { url: string; port: number };
  const token = new URL(url).searchParams.get('token')!;
  const cookie = `scribe-${port}=${token}`;
  const origin = `http://127.0.0.1:${port}`;

  /** Asks with the cookie, and with the path as it is given. */
  const ask = (
    where: string,
    {
      method = 'GET',
      headers = {},
      body = '',
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', agent: false, port, path: where, method, headers: { cookie, ...headers } },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(pieces) }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  const post = (where: string, value: unknown, headers: Record<string, string> = {}) =>
    ask(where, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(value),
    });
  const transcript = async () => {
    const { printTranscript } = await import('../../../src/commands/transcript/transcript.js');
    const reader = createTestContext({ home: store.home });
    await printTranscript(reader, meetingId, { format: 'txt' });
    return reader.printed.out;
  };
  return {
    store,
    meetingId,
    context,
    stop,
    stopped,
    url,
    port,
    token,
    origin,
    ask,
    post,
    transcript,
    home: join(store.home),
  };
}
