import type { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, request } from 'undici';
import { ScribeError } from '../../errors.js';
import type { Address } from './file.js';
import type { NetworkSettings } from './network-settings.js';

export interface Reply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Must be read to its end or destroyed. */
  readonly body: Readable;
  /** The host that answered, after redirects. */
  readonly host: string;
}

interface Question {
  readonly method: 'HEAD' | 'GET';
  readonly address: Address;
  readonly headers?: Readonly<Record<string, string>>;
  /** `host`: a redirect to another host is returned as the reply. */
  readonly follow: 'host' | 'anywhere';
  /** Milliseconds until the headers, and between two chunks of the body. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface HttpClient {
  ask(question: Question): Promise<Reply>;
  close(): Promise<void>;
}

const mostRedirects = 10;

/** A client that uses the proxy and the certificates of the environment. */
export function createHttpClient(settings: NetworkSettings): HttpClient {
  const { proxy, certificates } = settings;
  const tls = certificates && { ca: [...rootCertificates, ...certificates] };
  // Empty strings, not undefined: otherwise the agent reads the environment of the process itself.
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxy.http,
    httpsProxy: proxy.https,
    noProxy: proxy.except,
    connect: { ...tls, timeout: settings.answerTimeout },
    ...(tls && { requestTls: tls, proxyTls: tls }),
  });
  return {
    ask: (question) => answerInTime(dispatcher, question, settings.answerTimeout),
    close: () => dispatcher.destroy(),
  };
}

/**
 * Gives up after the sum of both timeouts, or when the signal fires, whatever state the request is in: undici honours
 * neither while it has no connection, and a proxy may accept one and then stay silent.
 */
async function answerInTime(
  dispatcher: EnvHttpProxyAgent,
  question: Question,
  connectTimeout: number,
): Promise<Reply> {
  const late = new AbortController();
  const fail = () => late.abort(new Error('no answer in time'));
  const timer = setTimeout(fail, connectTimeout + question.timeout);
  const signal = AbortSignal.any([question.signal, late.signal]);
  const answer = ask(dispatcher, { ...question, signal });
  try {
    return await Promise.race([answer, rejectedBy(signal)]);
  } catch (thrown) {
    answer.then(({ body }) => body.destroy()).catch(() => {});
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/**
 * @throws what undici throws when there is no connection, or the signal's reason; ScribeError MODEL for redirects
 * that are not followed.
 */
async function ask(dispatcher: EnvHttpProxyAgent, question: Question): Promise<Reply> {
  let { url } = question.address;
  let { token } = question.address;
  for (let redirects = 0; ; redirects++) {
    const reply = await request(url, {
      dispatcher,
      method: question.method,
      headers: {
        'user-agent': 'scribe',
        // Sizes, ranges and hashes refer to the uncompressed bytes.
        'accept-encoding': 'identity',
        ...question.headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      headersTimeout: question.timeout,
      bodyTimeout: question.timeout,
      signal: question.signal,
    });
    const headers = plainHeaders(reply.headers);
    const next = [301, 302, 303, 307, 308].includes(reply.statusCode) && headers.location;
    const target = next ? new URL(next, url) : null;
    if (target === null || (question.follow === 'host' && target.host !== url.host))
      return { status: reply.statusCode, headers, body: reply.body, host: url.host };
    await reply.body.dump();
    if (redirects === mostRedirects)
      throw refused(question, `more than ${mostRedirects} redirects, the last one to ${target.host}`);
    if (url.protocol === 'https:' && target.protocol !== 'https:')
      throw refused(question, `${url.host} redirects to ${target.host} without encryption`);
    // Storage hosts sign their URLs and must not see the hub's token.
    if (target.host !== url.host) token = null;
    url = target;
  }
}

function refused({ address }: Question, why: string): ScribeError {
  return new ScribeError('MODEL', `Downloading ${address.url.href} failed: ${why}.`, {
    hint: 'The network, or the mirror that is set, redirects to the wrong place. Try another network or mirror.',
  });
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Reply['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
