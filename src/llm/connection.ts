import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import { ScribeError } from '../errors.js';
import { hostOf, isLoopback } from './address.js';

interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Sent as a bearer token. */
  readonly key: string | null;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Milliseconds in which nothing may arrive. There is no limit for the whole: a slow model may take its time. */
  readonly idle: number;
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly status: number;
  /** By lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** To be read once; leaving it early ends the request. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Connection {
  /**
   * @throws ScribeError USAGE for another machine that is not allowed; what undici throws when there is no connection;
   * a DOMException TimeoutError; the reason of the signal.
   */
  send(question: Question): Promise<Reply>;
  close(): Promise<void>;
}

/**
 * The connection to a language model. It is direct: no proxy of the environment is used, because what is said in a
 * meeting would pass through it, and no redirect is followed.
 *
 * @param remote whether it may lead to another machine. What a name means is looked up for each connection and judged
 * then, so that a name cannot lead elsewhere after it was judged.
 * @param lookup the resolver of names.
 */
export function openConnection(remote: boolean, lookup = systemLookup as LookupFunction): Connection {
  const judged: LookupFunction = (name, options, done) =>
    lookup(name, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const elsewhere = error || remote ? undefined : addresses.find((address) => !isLoopback(address));
      done(elsewhere === undefined ? error : refusal(name, elsewhere), found, family);
    });
  // Silence is timed below; the timeouts of undici know nothing of a server that is still being connected to.
  const agent = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { lookup: judged, timeout: 10_000 },
  });
  return {
    send: async (question) => {
      const host = hostOf(question.url);
      if (!remote && isIP(host) !== 0 && !isLoopback(host)) throw refusal(host, host);
      return sendInTime(agent, question);
    },
    close: () => agent.destroy(),
  };
}

function refusal(name: string, address: string): ScribeError {
  const where = name === address ? address : `${name} (${address})`;
  return new ScribeError(
    'USAGE',
    `Asking the language model at ${where} was refused: it is not on this machine, and what is said in meetings would go there.`,
    {
      hint: 'Use a server on this machine, or allow it with --llm-remote allow (SCRIBE_LLM_REMOTE, key llmRemote).',
    },
  );
}

async function sendInTime(agent: Dispatcher, question: Question): Promise<Reply> {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(timer);
    const fail = () => silence.abort(new DOMException('nothing arrived in time', 'TimeoutError'));
    timer = setTimeout(fail, question.idle);
  };
  const signal = AbortSignal.any([question.signal, silence.signal]);
  heard();
  // undici honours a signal only once it is connected.
  const answer = request(question.url, {
    dispatcher: agent,
    method: question.method,
    headers: {
      'user-agent': 'scribe',
      ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(question.key === null ? {} : { authorization: `Bearer ${question.key}` }),
    },
    body: question.body === undefined ? undefined : JSON.stringify(question.body),
    signal,
  });
  try {
    const { statusCode, headers, body } = await Promise.race([answer, rejectedBy(signal)]);
    const header = (name: string) => [headers[name]].flat()[0];
    return { status: statusCode, header, body: readHearing(body, heard, () => clearTimeout(timer), signal) };
  } catch (thrown) {
    clearTimeout(timer);
    answer.then(({ body }) => body.destroy()).catch(() => {});
    throw thrown;
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function* readHearing(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  heard: () => void,
  ended: () => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      heard();
      yield chunk;
    }
  } catch (thrown) {
    // The reason, not what undici makes of it.
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    ended();
    body.destroy();
  }
}

/** The first bytes of a body as text; the request ends with them. */
export async function readStart(body: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(bytes, most));
}
