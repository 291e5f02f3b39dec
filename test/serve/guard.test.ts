import { describe, expect, it } from 'vitest';
import { judge, type Visit } from '../../src/serve/guard.js';

const token = 'right-token';
const visit = (changes: {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Visit['headers'];
}): ReturnType<typeof judge> => {
  const { method = 'GET', path = '/', headers = {} } = changes;
  const own = { host: '127.0.0.1:8021', cookie: `scribe-8021=${token}`, ...headers };
  return judge({ method, url: new URL(path, 'http://this.machine'), headers: own }, 8021, token);
};
const post = (headers: Visit['headers'] = {}) =>
  visit({
    method: 'POST',
    headers: { origin: 'http://127.0.0.1:8021', 'content-type': 'application/json', ...headers },
  });

describe('the guard', () => {
  it('lets in who has the cookie, and gives it to who has the token', () => {
    expect(visit({})).toBe('pass');
    expect(visit({ headers: { cookie: `a=b; scribe-8021=${token}` } })).toBe('pass');
    expect(visit({ path: `/?token=${token}`, headers: { cookie: undefined } })).toBe('enter');
    expect(visit({ headers: { host: 'localhost:8021' } })).toBe('pass');
  });

  it.each(['', 'x', 'right-token2', `${token} `])('refuses the token "%s"', (wrong) => {
    expect(visit({ path: `/?token=${encodeURIComponent(wrong)}` })).toMatchObject({ status: 403 });
    expect(visit({ headers: { cookie: `scribe-8021=${wrong}x` } })).toMatchObject({ status: 403 });
  });

  it('does not take the cookie of another server', () => {
    expect(visit({ headers: { cookie: `scribe-8022=${token}` } })).toMatchObject({ status: 403 });
    expect(visit({ headers: { cookie: undefined } })).toMatchObject({ status: 403 });
  });

  it.each([
    undefined,
    'evil.example',
    'evil.example:8021',
    '127.0.0.1',
    '127.0.0.1:8022',
    '127.0.0.1:8021.evil.example',
    '0.0.0.0:8021',
  ])('does not answer to the host %s', (host) => {
    expect(visit({ headers: { host } })).toMatchObject({ status: 421 });
    expect(visit({ path: `/?token=${token}`, headers: { host } })).toMatchObject({ status: 421 });
  });

  it('lets its own pages change something, and nothing else', () => {
    expect(post()).toBe('pass');
    expect(post({ 'sec-fetch-site': 'same-origin' })).toBe('pass');
    expect(post({ origin: undefined })).toMatchObject({ status: 403 });
    expect(post({ origin: 'null' })).toMatchObject({ status: 403 });
    expect(post({ origin: 'http://127.0.0.1:8022' })).toMatchObject({ status: 403 });
    expect(post({ origin: 'http://localhost:8021' })).toMatchObject({ status: 403 });
    expect(post({ 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
    expect(post({ 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(post({ 'content-type': 'application/jsonp' })).toMatchObject({ status: 415 });
  });

  it('lets no token in by another method', () => {
    const asked = { method: 'POST', path: `/undo?token=${token}`, headers: { cookie: undefined } };
    expect(visit(asked)).toMatchObject({ status: 403 });
  });
});
