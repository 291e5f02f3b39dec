import type { Address } from './addresses.js';
import { continuesAt, decodedBody, rangeHeaders, strongTag, totalOf } from './content.js';
import type { DownloadFile } from './file.js';
import type { HttpClient, Reply } from './http-client.js';
import { judgeReply, judgeThrown } from './judge-reply.js';
import { appendToPart, notePart, type Part, restartPart } from './part-file.js';
import type { Attempt } from './retry.js';

/** What the bytes must be; null where nobody knows before they are there. */
export interface Expected {
  readonly size: number | null;
  readonly sha256: string | null;
  readonly gitSha1: string | null;
  /** Tells these bytes from those of another time; null when nothing does. */
  readonly version: string | null;
}

export interface ReceiveOptions {
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Bytes that are there now, and how many there will be. */
  readonly onBytes: (received: number, total: number | null) => void;
}

/**
 * One connection: asks for what is missing of a file and appends what comes. Always begins at the source: the
 * addresses that it redirects to expire.
 * @throws ScribeError MODEL for what another attempt would not change
 */
export async function receive(
  part: Part,
  file: DownloadFile,
  { address, expected }: { readonly address: Address; readonly expected: Expected },
  client: HttpClient,
  options: ReceiveOptions,
): Promise<Attempt<null>> {
  const { signal, timeout } = options;
  // Without a hash, a version or a tag nobody would notice that the rest belongs to another file.
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
        return judgeReply(reply, file, address, options.wallClock());
      if (expected.size === null && totalOf(reply) === part.received) return { done: true, value: null };
      await restartPart(part);
      const reason = 'the rest of the file does not exist; it is fetched anew';
      return { done: false, reason, progressed: false, retryAfter: null };
    } finally {
      reply.body.on('error', () => {}).destroy();
    }
  } catch (thrown) {
    return { ...judgeThrown(thrown, file, signal), progressed: part.furthest > furthest };
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
    return `${reply.host} sends another part than the one asked for; the file is fetched anew`;
  }
  if (reply.status === 200 && part.received > 0) await restartPart(part);
  await notePart(part, strongTag(reply));
  const declared = totalOf(reply);
  for await (const chunk of decodedBody(reply)) {
    await appendToPart(part, chunk as Buffer);
    onBytes(part.received, declared ?? expected.size);
    // Whoever sends more than the file has sends something else; the caller compares the sizes.
    if (expected.size !== null && part.received > expected.size) return null;
  }
  const total = declared ?? expected.size;
  return total !== null && part.received < total ? 'the connection ended before the file did' : null;
}
