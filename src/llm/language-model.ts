import { setTimeout as wait } from 'node:timers/promises';
import { backoff, readRetryAfter } from '../models/download/retry.js';
import { type Connection, type Reply, readStart } from './connection.js';
import { connectionFailure, statusFailure } from './failures.js';
import { type Answer, receiveAnswer } from './receive-answer.js';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** Most tokens of the answer. */
  readonly maxTokens: number;
  /** The field `response_format` of the protocol. */
  readonly format?: unknown;
  /** Gets the answer as it arrives. */
  readonly onText?: (text: string) => void;
  readonly signal: AbortSignal;
}

/** One model of one server. */
export interface LanguageModel {
  /** Host and port, for people. */
  readonly server: string;
  readonly name: string;
  /** Tokens of a prompt and its answer together. */
  readonly context: number;
  /**
   * Asks, and asks again when the server is busy or still loading.
   * @throws ScribeError MODEL when there is no answer; a `RefusedFormat` when the server does not want `format`.
   */
  chat(request: ChatRequest): Promise<Answer>;
  close(): Promise<void>;
}

/** The server may want the request without the `format` that it was given. */
export class RefusedFormat extends Error {
  override readonly name = 'RefusedFormat';
}

const retryDefaults = {
  /** Times that a busy server is asked: with the waits between them about a minute. */
  attempts: 8,
} as const;

const busy = [429, 503];
/** What servers answer to a field that they do not know. */
const refused = [400, 404, 415, 422, 501];

/** Bytes of an error that are read. */
const longestError = 20_000;

export interface ModelPlace {
  readonly connection: Connection;
  /** The base of the API, with a slash at its end. */
  readonly url: URL;
  readonly key: string | null;
  readonly name: string;
  readonly context: number;
  /** Milliseconds in which nothing may arrive. */
  readonly idle: number;
}

export function languageModel(place: ModelPlace): LanguageModel {
  const { connection, url, name, context } = place;
  return {
    server: url.host,
    name,
    context,
    chat: (request) => chat(place, request),
    close: () => connection.close(),
  };
}

async function chat(place: ModelPlace, request: ChatRequest): Promise<Answer> {
  const { url, idle } = place;
  const { maxTokens, signal, onText = () => {} } = request;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const reply = await send(place, request);
      if (reply.status === 200) return await receiveAnswer(reply.body, { url, maxTokens, onText });
      const text = await readStart(reply.body, longestError);
      const failure = statusFailure(url, reply.status, reply.header('location'), text);
      if (request.format !== undefined && refused.includes(reply.status))
        throw new RefusedFormat(failure.message, { cause: failure });
      if (!busy.includes(reply.status) || attempt === retryDefaults.attempts) throw failure;
      const pause = readRetryAfter(reply.header('retry-after'), Date.now()) ?? backoff(attempt, Math.random);
      await wait(pause, undefined, { signal });
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown instanceof RefusedFormat ? thrown : connectionFailure(thrown, url, idle);
    }
  }
}

function send({ connection, url, key, name, idle }: ModelPlace, request: ChatRequest): Promise<Reply> {
  const { messages, maxTokens, format, signal } = request;
  return connection.send({
    method: 'POST',
    url: new URL('chat/completions', url),
    key,
    idle,
    signal,
    body: {
      model: name,
      messages,
      max_tokens: maxTokens,
      // The same question gets the same answer, as far as the server can.
      temperature: 0,
      seed: 0,
      // Streamed in any case: a silent server can be told from a slow one.
      stream: true,
      stream_options: { include_usage: true },
      ...(format === undefined ? {} : { response_format: format }),
    },
  });
}
