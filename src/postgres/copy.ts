import { StringDecoder } from 'node:string_decoder';
import { from, to } from 'pg-copy-streams';
import type { Client } from './connect.js';
import { copyFields } from './copy-text.js';

/** Characters that are sent at once: more gain nothing. */
const chunkSize = 65_536;

/** Waits for a step on the connection: the caller watches and translates. */
type Step = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Sends chunks of rows for `COPY ... FROM STDIN`, each when the server has taken the one before.
 *
 * @returns how many rows the server took.
 * @throws what the server says, or what `chunks` throws: the COPY has failed on the server as well then.
 */
export async function copyIn(
  client: Client,
  text: string,
  chunks: Iterable<string> | AsyncIterable<string>,
  step: Step,
): Promise<number> {
  const stream = client.query(from(text));
  // One listener from the beginning to the end: the server may refuse at any time.
  let isOver = false;
  const failed = new Promise<never>((_, reject) => stream.on('error', reject));
  failed.catch(() => {
    isOver = true;
  });
  const send = (chunk: string) =>
    step(() => Promise.race([failed, new Promise<void>((resolve) => stream.write(chunk, () => resolve()))]));
  try {
    for await (const chunk of inPieces(chunks)) await send(chunk);
  } catch (error) {
    // The server answers a COPY that is given up with an error, and is ready for the next statement then.
    const closed = new Promise((resolve) => stream.once('close', resolve));
    if (!isOver) {
      stream.destroy(new Error('the rows ended early'));
      await step(() => closed).catch(() => undefined);
    }
    throw error;
  }
  await step(() => Promise.race([failed, new Promise<void>((resolve) => stream.end(resolve))]));
  return stream.rowCount;
}

/** Small pieces are joined. */
async function* inPieces(chunks: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const chunk of chunks) {
    piece += chunk;
    if (piece.length < chunkSize) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

/** The rows of `COPY ... TO STDOUT`, several at a time. The server is held back while nobody takes them. */
export async function* copyOut(
  client: Client,
  text: string,
  step: Step,
): AsyncGenerator<(string | null)[][]> {
  const chunks = client.query(to(text))[Symbol.asyncIterator]();
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for (;;) {
    const { done, value } = await step(() => chunks.next());
    if (done) return;
    const lines = (rest + decoder.write(value as Buffer)).split('\n');
    rest = lines.pop()!;
    if (lines.length > 0) yield lines.map(copyFields);
  }
}
