import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { toJson, visibleLines } from '../domain/visible-text.js';
import { readRange } from './ranges.js';

/** What every answer says, whatever it is: nobody else may frame, guess, keep or read it. */
const always: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

type Headers = Readonly<Record<string, string | number>>;

function send(response: ServerResponse, status: number, headers: Headers, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...always, ...headers, 'Content-Length': bytes.length });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** @param policy what the page may do, in place of nothing at all. */
export function sendPage(response: ServerResponse, html: string, policy: string): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
  };
  send(response, 200, headers, visibleLines(html));
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { 'Content-Type': 'application/json' }, `${toJson(value)}\n`);
}

/** Why something was refused or failed, in a sentence. */
export function sendReason(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Headers = {},
): void {
  send(
    response,
    status,
    { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
    `${visibleLines(why)}\n`,
  );
}

export function redirect(response: ServerResponse, to: string, headers: Headers): void {
  send(response, 303, { ...headers, Location: to }, '');
}

/**
 * Sends a file, or the part that the request asks for, in pieces from the disk.
 * @returns false when there is no such file, and nothing was sent.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    const found = await file.stat();
    if (!found.isFile()) return false;
    const { size } = found;
    const range = readRange(request.headers.range, size);
    if (range === 'none') {
      sendReason(response, 416, 'There is no such part of the recording.', {
        'Content-Range': `bytes */${size}`,
      });
      return true;
    }
    const { first, last } = range === 'all' ? { first: 0, last: size - 1 } : range;
    const part: Record<string, string> =
      range === 'all' ? {} : { 'Content-Range': `bytes ${first}-${last}/${size}` };
    response.writeHead(range === 'all' ? 200 : 206, {
      ...always,
      ...part,
      'Accept-Ranges': 'bytes',
      'Content-Length': last - first + 1,
      'Content-Type': type,
    });
    if (request.method === 'HEAD' || size === 0) response.end();
    // A browser that has heard enough hangs up.
    else
      await pipeline(createReadStream(path, { start: first, end: last }), response).catch(() =>
        response.destroy(),
      );
    return true;
  } finally {
    await file.close();
  }
}
