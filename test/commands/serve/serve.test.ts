import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../src/commands/serve/serve.js';
import { turnIds } from '../../../src/store/turns.js';
import { repo } from '../../shared.js';
import { tempFolder } from '../../store/fixture.js';
import { startServing } from './running-server.js';

const recording = repo('examples/standup.ogg');
const sound = readFileSync(recording);

describe('scribe serve', () => {
  it('hands out its cookie for the token of its address, and shows the meetings', async () => {
    const { url, ask, port, token, meetingId } = await startServing(recording);
    const entered = await ask(new URL(url).pathname + new URL(url).search, { headers: { cookie: '' } });
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/');
    expect(entered.headers['set-cookie']).toEqual([
      `scribe-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    ]);
    const doubled = await ask(`//evil.example/?token=${token}`, { headers: { cookie: '' } });
    expect(doubled.headers.location).toBe('/evil.example/');
    const { status, body } = await ask('/');
    expect(status).toBe(200);
    expect(String(body)).toContain(`href="/meetings/${meetingId}"`);
    expect(String(body)).toContain('Maya, Speaker 2');
  });

  it('lets nobody in without it, and answers to no other name', async () => {
    const { ask, post, meetingId } = await startServing(recording);
    const places = ['/', `/meetings/${meetingId}`, `/meetings/${meetingId}/sound`, '/?token=wrong'];
    for (const place of places) expect((await ask(place, { headers: { cookie: 'x=y' } })).status).toBe(403);
    for (const place of places)
      expect((await ask(place, { headers: { host: 'rebound.example' } })).status).toBe(421);
    const changes = { changes: [{ kind: 'title', title: 'Stolen' }] };
    const elsewhere = await post(`/meetings/${meetingId}/changes`, changes, {
      origin: 'http://evil.example',
    });
    expect(elsewhere.status).toBe(403);
    const asForm = await post(`/meetings/${meetingId}/changes`, changes, { 'content-type': 'text/plain' });
    expect(asForm.status).toBe(415);
    expect(String((await ask('/')).body)).not.toContain('Stolen');
  });

  it('says on every answer that nobody may frame, keep or sniff it', async () => {
    const { ask, meetingId } = await startServing(recording);
    for (const place of ['/', `/meetings/${meetingId}`, `/meetings/${meetingId}/sound`, '/nothing']) {
      const { headers } = await ask(place);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('listens on this machine alone', async () => {
    const { port } = await startServing(recording);
    const reached = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, host, () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      });
    expect(await reached('127.0.0.1')).toBe(true);
    // All of 127/8 is this machine on Linux: a server on all interfaces would answer there too.
    if (process.platform === 'linux') expect(await reached('127.0.0.2')).toBe(false);
  });

  it('sends the recording, whole and in parts', async () => {
    const { ask, meetingId } = await startServing(recording);
    const part = (range?: string, method?: string) =>
      ask(`/meetings/${meetingId}/sound`, { method, headers: range === undefined ? {} : { range } });
    const whole = await part();
    expect([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
      200,
      'audio/ogg',
      'bytes',
    ]);
    expect(whole.body.equals(sound)).toBe(true);
    const size = sound.length;
    for (const [range, first, last] of [
      ['bytes=0-99', 0, 99],
      ['bytes=1000-', 1000, size - 1],
      ['bytes=-500', size - 500, size - 1],
    ] as const) {
      const { status, headers, body } = await part(range);
      expect(status).toBe(206);
      expect(headers['content-range']).toBe(`bytes ${first}-${last}/${size}`);
      expect(body.equals(sound.subarray(first, last + 1))).toBe(true);
    }
    const beyond = await part(`bytes=${size}-`);
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${size}`]);
    const head = await part(undefined, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(size), 0]);
  });

  it('makes Opus of it for browsers that cannot play it, once', async () => {
    const { ask, meetingId } = await startServing(recording);
    const [one, two] = await Promise.all([1, 2].map(() => ask(`/meetings/${meetingId}/sound.ogg`)));
    expect(one.status).toBe(200);
    expect(one.headers['content-type']).toBe('audio/ogg');
    expect(one.body.subarray(0, 4).toString()).toBe('OggS');
    expect(one.body.equals(two.body)).toBe(true);
  });

  it('says when the recording is gone', async () => {
    const gone = join(tempFolder(), 'gone.ogg');
    const { ask, meetingId } = await startServing(gone);
    for (const place of ['sound', 'sound.ogg']) {
      const { status, body } = await ask(`/meetings/${meetingId}/${place}`);
      expect(status).toBe(404);
      expect(String(body)).toContain(gone);
    }
    expect(String((await ask(`/meetings/${meetingId}`)).body)).toContain('is not at');
  });

  it('gives no file for any path', async () => {
    const { ask, meetingId } = await startServing(recording);
    for (const path of [
      '/../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      `/meetings/${meetingId}/../../../etc/passwd`,
      `/meetings/${meetingId}/sound/../../../scribe.db`,
      `/meetings/${meetingId}%00`,
      '/meetings/..%2f..%2fscribe.db',
      '//etc/passwd',
      '/meetings/00000000-0000-0000-0000-000000000000',
      'http://evil.example/etc/passwd',
    ]) {
      const { status, body } = await ask(path);
      expect(status, path).toBe(404);
      expect(String(body)).toBe('There is nothing at this address.\n');
    }
  });

  it('changes texts, speakers, names and titles as the commands do, and takes it back', async () => {
    const { store, ask, post, meetingId, transcript, context } = await startServing(recording);
    const before = await transcript();
    const [first] = turnIds(store, meetingId);
    const changed = await post(`/meetings/${meetingId}/changes`, {
      changes: [
        { kind: 'text', turnId: first, text: 'Good evening, everyone.' },
        { kind: 'speaker', turnId: first, clusterId: 'S2' },
        { kind: 'name', clusterId: 'S2', name: 'Anna <b>' },
        { kind: 'title', title: 'Evening' },
      ],
    });
    expect(changed.status).toBe(200);
    const { operations, summary } = JSON.parse(String(changed.body));
    expect(operations).toHaveLength(3);
    expect(summary).toContain('Anna <b>');
    expect(await transcript()).toContain('Anna <b>: Good evening, everyone.');
    const stored = join(store.home, 'artifacts', meetingId, 'transcript.md');
    expect(readFileSync(stored, 'utf8')).toContain('Good evening, everyone.');
    expect(String((await ask(`/meetings/${meetingId}`)).body)).toContain('<b>Anna &lt;b&gt;</b>');
    expect(String((await ask('/')).body)).toContain('Evening');
    const undone = await post('/undo', { operations });
    expect(undone.status).toBe(200);
    expect(await transcript()).toBe(before);
    expect(context.printed.err).not.toContain('warning');
  });

  it('refuses what no page sends, and changes nothing then', async () => {
    const { post, meetingId, transcript, store } = await startServing(recording);
    const before = await transcript();
    const [first] = turnIds(store, meetingId);
    for (const wrong of [
      {},
      { changes: [] },
      { changes: [{ kind: 'erase' }] },
      { changes: [{ kind: 'text', turnId: 'no-such-turn', text: 'x' }] },
      { changes: [{ kind: 'text', turnId: first, text: 'x', more: 1 }] },
      { changes: [{ kind: 'speaker', turnId: first, clusterId: 'S99' }] },
      { changes: [{ kind: 'text', turnId: first, text: 'x'.repeat(2_000_000) }] },
    ])
      expect((await post(`/meetings/${meetingId}/changes`, wrong)).status).toBe(400);
    expect((await post('/undo', { operations: [99] })).status).toBe(400);
    expect(await transcript()).toBe(before);
  });

  it('finds what was said', async () => {
    const { ask, meetingId, store } = await startServing(recording);
    const { body } = await ask('/?q=morning');
    expect(String(body)).toContain('Good <mark>morning</mark>');
    expect(String(body)).toContain(`href="/meetings/${meetingId}#turn-${turnIds(store, meetingId)[0]}"`);
    expect(String((await ask('/?q=nowhere')).body)).toContain('Nothing was found.');
    expect(String((await ask('/?q=%3Cscript%3E')).body)).not.toContain('<script>"');
  });

  it('answers to the methods that an address has', async () => {
    const { ask, post, meetingId } = await startServing(recording);
    expect((await post('/', {})).status).toBe(405);
    expect((await post(`/meetings/${meetingId}`, {})).status).toBe(405);
    expect((await ask('/undo')).headers.allow).toBe('POST');
    expect((await ask(`/meetings/${meetingId}/changes`)).status).toBe(405);
  });

  it('stops when it is told to, and leaves no Opus behind', async () => {
    const { ask, meetingId, stop, stopped, context } = await startServing(recording);
    await ask(`/meetings/${meetingId}/sound.ogg`);
    stop.abort();
    await stopped;
    await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const { existsSync, readdirSync } = await import('node:fs');
    const spool = join(context.folders.cache, 'spool');
    expect(existsSync(spool) ? readdirSync(spool) : []).toEqual([]);
  });

  it('says when the port is taken', async () => {
    const { port, context } = await startServing(recording);
    const again = serve({ ...context, signal: new AbortController().signal }, { port });
    await expect(again).rejects.toMatchObject({ code: 'USAGE', message: /something else listens/ });
    const beyond = serve({ ...context, signal: new AbortController().signal }, { port: 65_536 });
    await expect(beyond).rejects.toMatchObject({ code: 'USAGE', message: /none above 65535/ });
  });
});
