import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { forgetProfile } from '../../../src/store/forget-profile.js';
import { removeMeeting } from '../../../src/store/meetings.js';
import { renameProfile } from '../../../src/store/profiles.js';
import { giveCredentials, refuse, startS3 } from '../../s3/s3-server.js';
import { at } from '../../store/fixture.js';
import { makeArchive } from './archive.js';

const to = 's3://meetings/transcripts';
const none = { new: 0, changed: 0, removed: 0, same: 0, kept: 0, sent: 0 };

/** An archive, a service, and ways to look into its bucket and to change it. */
async function prepare() {
  giveCredentials();
  const server = await startS3();
  const archive = makeArchive();
  const { endpoint } = server;
  const client = new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1' });
  const Bucket = 'meetings';
  onTestFinished(() => client.destroy());
  return {
    ...archive,
    sendTo: archive.send,
    server,
    send: (flags = {}) => archive.send(to, { endpoint, ...flags }),
    keys: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
    get: async (Key: string) => {
      const object = await client.send(new GetObjectCommand({ Bucket, Key }));
      return { ...object, text: (await object.Body?.transformToString()) ?? '' };
    },
    put: (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body })),
    remove: (Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key })),
  };
}

describe('a bucket', () => {
  it('gets every transcript under its key, with its type and its hash, once', async () => {
    const { send, server, keys, get, meetingIds, withStore } = await prepare();
    expect((await send()).summary).toMatchObject({ ...none, to, new: 10, sent: expect.any(Number) });
    const stored = withStore((store) =>
      store
        .sql<{ key: string; sha256: string }>('SELECT s3_key AS key, sha256 FROM artifacts ORDER BY 1')
        .all(),
    );
    expect(await keys()).toEqual(stored.map(({ key }) => `transcripts/${key}`));
    for (const { key, sha256 } of stored)
      expect((await get(`transcripts/${key}`)).Metadata).toEqual({ 'scribe-sha256': sha256 });
    const type = async (kind: string) =>
      (await get(`transcripts/${meetingIds[0]}/transcript.${kind}`)).ContentType;
    expect(await type('md')).toBe('text/markdown; charset=utf-8');
    expect(await type('json')).toBe('application/json');
    expect(await type('vtt')).toBe('text/vtt; charset=utf-8');
    server.asked();
    expect((await send()).summary).toMatchObject({ ...none, same: 10 });
    // One list says that nothing has changed.
    expect(server.asked()).toEqual([{ method: 'GET', path: '/meetings/' }]);
  });

  it('gets what is new, and a forgotten name leaves it', async () => {
    const { send, server, get, withStore, maya, meetingIds } = await prepare();
    await send();
    withStore((store) => renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(30) }));
    expect((await send()).summary).toMatchObject({ changed: 10, new: 0 });
    withStore((store) => forgetProfile(store, { profileId: maya.id, now: at(31) }));
    server.asked();
    await send();
    expect(server.asked().filter(({ method }) => method === 'PUT')).toHaveLength(10);
    for (const id of meetingIds)
      expect((await get(`transcripts/${id}/transcript.json`)).text).not.toContain('Maia');
  });

  it('loses a meeting that is gone, and nothing that this store has not put', async () => {
    const { send, server, keys, put, withStore, meetingIds } = await prepare();
    await send();
    // Of another machine, with a store of its own, under the same prefix.
    const other = makeArchive(['elsewhere.ogg']);
    await other.send(to, { endpoint: server.endpoint });
    const mine = `transcripts/${meetingIds[0]}/minutes.txt`;
    await put(mine, 'mine');
    withStore((store) => {
      removeMeeting(store, meetingIds[0]);
    });
    expect((await send()).summary).toMatchObject({ ...none, removed: 5, same: 5 });
    const left = await keys();
    expect(left.filter((key) => key.includes(meetingIds[0]))).toEqual([mine]);
    expect(left.filter((key) => key.includes(other.meetingIds[0]))).toHaveLength(5);
    expect((await send()).summary).toMatchObject({ ...none, same: 5 });
    other.withStore((store) => {
      removeMeeting(store, other.meetingIds[0]);
    });
    expect((await other.send(to, { endpoint: server.endpoint })).summary).toMatchObject({
      ...none,
      removed: 5,
    });
  });

  it('is filled again when objects are missing', async () => {
    const { send, keys, remove } = await prepare();
    await send();
    const [first, second] = await keys();
    await remove(first);
    await remove(second);
    expect((await send()).summary).toMatchObject({ new: 2, changed: 0, same: 8 });
  });

  it('keeps an object that a person has put in place of ours, also when its meeting goes', async () => {
    const { send, get, put, withStore, meetingIds } = await prepare();
    await send();
    const key = `transcripts/${meetingIds[0]}/transcript.md`;
    await put(key, 'my notes');
    const { summary, events } = await send();
    expect(summary).toMatchObject({ new: 1, same: 9, kept: 1 });
    expect(events).toContainEqual({
      kind: 'export-kept',
      path: `s3://meetings/${key}`,
      beside: `s3://meetings/transcripts/${meetingIds[0]}/transcript.new.md`,
    });
    expect((await send()).summary).toMatchObject({ new: 0, same: 10, kept: 1 });
    withStore((store) => {
      removeMeeting(store, meetingIds[0]);
    });
    expect((await send()).summary).toMatchObject({ removed: 5, kept: 1 });
    expect((await get(key)).text).toBe('my notes');
  });

  it('is not sent again what another store, or a run that was killed, has put already', async () => {
    const { send, server, withStore } = await prepare();
    await send();
    withStore((store) => store.sql('DELETE FROM artifact_roots').run());
    server.asked();
    expect((await send()).summary).toMatchObject({ ...none, same: 10 });
    expect(server.asked().some(({ method }) => method === 'PUT')).toBe(false);
    server.asked();
    await send();
    expect(server.asked()).toHaveLength(1);
  });

  it('is continued after a failure in the middle', async () => {
    const { send, server, keys } = await prepare();
    let puts = 0;
    server.answer(
      ({ method }, response) => method === 'PUT' && ++puts > 6 && refuse(response, 403, 'AccessDenied'),
    );
    await expect(send()).rejects.toMatchObject({ code: 'OUTPUT' });
    server.answer(() => false);
    const there = (await keys()).length;
    expect(there).toBeGreaterThan(0);
    expect((await send()).summary).toMatchObject({ new: 10 - there, same: there });
  });

  it('is asked again when its service is busy', async () => {
    const { send, server } = await prepare();
    const failures = ['GET', 'PUT', 'PUT', 'PUT'];
    server.answer(({ method }, response) => {
      const at = failures.indexOf(method);
      if (at === -1) return false;
      failures.splice(at, 1);
      return refuse(response, 503, 'SlowDown');
    });
    expect((await send()).summary).toMatchObject({ new: 10 });
    expect(failures).toEqual([]);
  });

  it('is left as it is by a dry run', async () => {
    const { send, keys, withStore, maya } = await prepare();
    expect((await send({ dryRun: true })).summary).toMatchObject({ ...none, new: 10 });
    expect(await keys()).toEqual([]);
    await send();
    withStore((store) => renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(30) }));
    expect((await send({ dryRun: true })).summary).toMatchObject({ ...none, changed: 10 });
  });

  it('may have the prefix of another export as its own', async () => {
    const { keys, server, sendTo } = await prepare();
    const { endpoint } = server;
    await sendTo('s3://meetings', { endpoint });
    await sendTo('s3://meetings/', { endpoint });
    await sendTo('s3://meetings/deep/er/', { endpoint });
    expect(await keys()).toHaveLength(20);
    expect((await sendTo('s3://meetings', { endpoint })).summary).toMatchObject({ ...none, same: 10 });
  });

  it('comes from the variables of other tools', async () => {
    const { server, sendTo } = await prepare();
    const { summary } = await sendTo(to, {}, { AWS_ENDPOINT_URL_S3: server.endpoint });
    expect(summary).toMatchObject({ new: 10 });
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['there is no such bucket', 404, 'NoSuchBucket', {}, 'has no bucket "meetings"', 'Make the bucket'],
    ['it is denied', 403, 'AccessDenied', {}, 'does not allow it (AccessDenied)', 's3:PutObject'],
    [
      'the key is not known',
      403,
      'InvalidAccessKeyId',
      {},
      'does not accept the credentials',
      'AWS_ACCESS_KEY_ID',
    ],
    [
      'the secret is wrong',
      403,
      'SignatureDoesNotMatch',
      {},
      'does not accept the credentials',
      'AWS_SECRET_ACCESS_KEY',
    ],
    [
      'the token has expired',
      400,
      'ExpiredToken',
      {},
      'does not accept the credentials',
      'AWS_SESSION_TOKEN',
    ],
    [
      'the region is another',
      400,
      'AuthorizationHeaderMalformed',
      { Region: 'eu-central-1' },
      'is in another region: eu-central-1',
      'AWS_REGION=eu-central-1',
    ],
    ['the bucket has moved', 301, 'PermanentRedirect', {}, 'is in another region', 'AWS_REGION'],
    ['the clock is wrong', 403, 'RequestTimeTooSkewed', {}, 'the clock of this machine', 'Set the clock'],
    [
      'the service is broken',
      500,
      'InternalError',
      {},
      'answers 500 (InternalError)',
      'the same command again',
    ],
    ['something is not supported', 501, 'NotImplemented', {}, 'answers 501 (NotImplemented)', 'again'],
  ])(
    'when %s',
    async (_, status, code, fields, message, hint) => {
      const { send, server } = await prepare();
      server.answer((_, response) => refuse(response, status, code, fields));
      await expect(send()).rejects.toMatchObject({
        code: 'OUTPUT',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      });
    },
    20_000,
  );

  it('when what answers is no S3 service', async () => {
    const { send, server } = await prepare();
    server.answer((_, response) => Boolean(response.writeHead(200).end('<html><body>Welcome!<br></body>')));
    await expect(send()).rejects.toMatchObject({ code: 'OUTPUT', hint: 'Check the endpoint.' });
  });

  it('when nothing listens', async () => {
    giveCredentials();
    const { send } = makeArchive();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(send(to, { endpoint: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringContaining(`127.0.0.1:${port} cannot be reached: nothing listens there`),
    });
  }, 20_000);

  it('when the server does not speak TLS', async () => {
    const { server, sendTo } = await prepare();
    await expect(sendTo(to, { endpoint: server.endpoint.replace('http:', 'https:') })).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringContaining('does not speak TLS'),
    });
  }, 20_000);

  it('when there are no credentials', async () => {
    const { send } = await prepare();
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    await expect(send()).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringContaining('there are no credentials'),
      hint: expect.stringContaining('AWS_PROFILE'),
    });
  });

  it('when the address is none, or connections are forbidden', async () => {
    giveCredentials();
    const { send } = makeArchive();
    await expect(send('s3://')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(send('s3://key:secret@bucket')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(send(to, { endpoint: 'minio:9000' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(send(to, {}, { SCRIBE_OFFLINE: '1' })).rejects.toThrow(
      'SCRIBE_OFFLINE forbids a connection',
    );
  });
});
