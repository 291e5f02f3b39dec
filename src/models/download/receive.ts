import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { classifyReply, classifyThrown } from './classify-failure.js';
import type { Address, DownloadFile } from './file.js';
import type { HttpClient, Reply } from './http-client.js';
import { appendToPart, notePart, type Part, restartPart } from './part-file.js';
import type { Attempt } from './retry.js';

/** What the bytes must be; null where it is unknown before they arrive. */
export interface Expected {
  readonly size: number | null;
  readonly sha256: string | null;
  readonly gitSha1: string | null;
  /** Changes whenever the bytes do; null when the source has nothing of the kind. */
  readonly version: string | null;
}

export interface ReceiveOptions {
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the connection is abandoned. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Called with the bytes received so far and the total. */
  readonly onBytes: (received: number, total: number | null) => void;
}

/**
 * One connection: requests the missing bytes of a file and appends them. It always starts at the source, because the
 * addresses that it redirects to expire.
 * @throws ScribeError MODEL for failures that another attempt would repeat
 */
export async function receive(
  part: Part,
  file: DownloadFile,
  { address, expected }: { readonly address: Address; readonly expected: Expected },
  client: HttpClient,
  options: ReceiveOptions,
): Promise<Attempt<null>> {
  const { signal, timeout } = options;
  // Without a hash, a version or a tag nobody would notice if the rest belonged to another file.
  const known = expected.sha256 ?? expected.gitSha1 ?? expected.version ?? part.note.validator;
  if (part.received > 0 && known === null) await restartPart(part);
  if (part.received > 0 && part.received === expected.size) return { done: true, value: null };

  const { furthest } = part;
  const headers = rangeHeaders(part.received, part.note.validator);
  try {
    const reply = await client.ask({ method: 'GET', address, headers, follow: 'anywhere', timeout, signal });
    try {
      if (reply.status === 200 || reply.status === 206) {
        const reason = await append(part, reply, expected, options);
        if (reason === null) return { done: true, value: null };
        return { done: false, reason, progressed: part.furthest > furthest, retryAfter: null };
      }
      if (reply.status !== 416 || part.received === 0)
        return classifyReply(reply, file, address, options.wallClock());
      if (expected.size === null && totalOf(reply) === part.received) return { done: true, value: null };
      await restartPart(part);
      const reason = 'the server does not have the rest of the file; downloading it again';
      return { done: false, reason, progressed: false, retryAfter: null };
    } finally {
      reply.body.on('error', () => {}).destroy();
    }
  } catch (thrown) {
    return { ...classifyThrown(thrown, file, signal), progressed: part.furthest > furthest };
  }
}

/** @returns why the file is not complete; null when it is. */
async function append(
  part: Part,
  reply: Reply,
  expected: Expected,
  { onBytes }: ReceiveOptions,
): Promise<string | null> {
  if (reply.status === 206 && !continuesAt(reply, part.received)) {
    await restartPart(part);
    return `${reply.host} sent other bytes than requested; downloading the file again`;
  }
  if (reply.status === 200 && part.received > 0) await restartPart(part);
  await notePart(part, strongTag(reply));
  const declared = totalOf(reply);
  for await (const chunk of decodedBody(reply)) {
    await appendToPart(part, chunk as Buffer);
    onBytes(part.received, declared ?? expected.size);
    // More bytes than the file has belong to another file; the caller compares the sizes.
    if (expected.size !== null && part.received > expected.size) return null;
  }
  const total = declared ?? expected.size;
  return total !== null && part.received < total ? 'the connection ended before the file was complete' : null;
}

// Range, length, tag and bytes of a file in a response: RFC 9110, sections 8 and 14.

function rangeHeaders(from: number, validator: string | null): Record<string, string> {
  if (from === 0) return {};
  return { range: `bytes=${from}-`, ...(validator !== null && { 'if-range': validator }) };
}

const contentRange = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/;
const rangeOf = ({ headers }: Reply) => contentRange.exec(headers['content-range'] ?? '');

/** Whether a 206 begins at the first missing byte. A range of compressed bytes is useless. */
function continuesAt(reply: Reply, from: number): boolean {
  return !isEncoded(reply) && Number(rangeOf(reply)?.[1]) === from;
}

/** Bytes of the whole file according to the response; null when it does not say. */
function totalOf(reply: Reply): number | null {
  if (isEncoded(reply)) return null;
  const text = reply.status === 200 ? reply.headers['content-length'] : rangeOf(reply)?.[2];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** An ETag that guarantees identical bytes. */
function strongTag(reply: Reply): string | null {
  const { etag } = reply.headers;
  return etag?.startsWith('"') && !isEncoded(reply) ? etag : null;
}

const encodingOf = ({ headers }: Reply) => headers['content-encoding']?.trim().toLowerCase() || 'identity';
const isEncoded = (reply: Reply) => encodingOf(reply) !== 'identity';

const decoders = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The bytes of the file itself. Some servers compress text although they were asked not to. */
function decodedBody(reply: Reply): Readable {
  if (!isEncoded(reply)) return reply.body;
  const create = decoders.get(encodingOf(reply));
  if (!create) throw new Error(`the bytes have an unknown encoding (${encodingOf(reply)})`);
  // A failure of either stream reaches whoever reads the last one.
  return pipeline(reply.body, create(), () => {});
}
