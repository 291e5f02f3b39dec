import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the guard looks at. */
export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** `pass`: go on; `enter`: the token is right, hand out the cookie; else why not. */
export type Verdict = 'pass' | 'enter' | { readonly status: 403 | 415 | 421; readonly why: string };

/** Cookies do not know ports: each server has a name of its own, so that two of them do not take turns. */
export const cookieName = (port: number): string => `scribe-${port}`;

/**
 * Lets in who has the token that the terminal showed, and nobody else:
 *
 * - The host must be this machine by its own name: a foreign name that was made to point here (DNS rebinding) would have
 *   the browser send what a foreign page asks for.
 * - The token comes once, in an address, and from then on as a cookie that no script can read and that no other site's
 *   requests carry.
 * - What changes something must come from our own pages (`Origin`), as JSON, which no form of another site can send.
 */
export function judge({ method, url, headers }: Visit, port: number, token: string): Verdict {
  if (!isOurs(headers.host, port))
    return { status: 421, why: 'This server answers to its own address only, as `scribe serve` printed it.' };
  const given = url.searchParams.get('token');
  if (given !== null && method === 'GET')
    return same(given, token)
      ? 'enter'
      : { status: 403, why: 'The token in this address is not the right one.' };
  if (!same(cookieOf(headers.cookie, cookieName(port)), token))
    return { status: 403, why: 'Open the address that `scribe serve` printed: it has the token.' };
  if (method === 'GET' || method === 'HEAD') return 'pass';
  if (
    headers.origin !== `http://${headers.host}` ||
    (headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin'
  )
    return { status: 403, why: 'Only the pages of this server may change something.' };
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? ''))
    return { status: 415, why: 'A change is sent as application/json.' };
  return 'pass';
}

function isOurs(host: string | undefined, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`].includes(host ?? '');
}

function cookieOf(header: string | undefined, name: string): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** Takes as long for a wrong token as for the right one. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
