import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Reply } from './http-client.js';

/** What of an answer belongs to a file: its range, its length, its tag, its bytes (RFC 9110, 8 and 14). */

export function rangeHeaders(from: number, validator: string | null): Record<string, string> {
  if (from === 0) return {};
  return { range: `bytes=${from}-`, ...(validator !== null && { 'if-range': validator }) };
}

const contentRange = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/;
const rangeOf = ({ headers }: Reply) => contentRange.exec(headers['content-range'] ?? '');

/** Whether a 206 begins at the first byte that is missing. A range of compressed bytes is of no use. */
export function continuesAt(reply: Reply, from: number): boolean {
  return !isEncoded(reply) && Number(rangeOf(reply)?.[1]) === from;
}

/** Bytes of the whole file, as the answer has them; null when it does not say. */
export function totalOf(reply: Reply): number | null {
  if (isEncoded(reply)) return null;
  const text = reply.status === 200 ? reply.headers['content-length'] : rangeOf(reply)?.[2];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** A tag that is the same only when every byte is. */
export function strongTag(reply: Reply): string | null {
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
export function decodedBody(reply: Reply): Readable {
  if (!isEncoded(reply)) return reply.body;
  const create = decoders.get(encodingOf(reply));
  if (!create) throw new Error(`the bytes come in an unknown encoding (${encodingOf(reply)})`);
  // A failure of either reaches the reader of the last one.
  return pipeline(reply.body, create(), () => {});
}
