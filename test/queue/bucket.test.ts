import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlace } from '../../src/export/artifacts/place.js';
import { addJobs } from '../../src/queue/add-jobs.js';
import { fetchRecording } from '../../src/queue/fetch-recording.js';
import { locateRecordings } from '../../src/queue/find-recordings.js';
import { openBucket } from '../../src/s3/bucket.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { giveCredentials, type S3Server, startS3 } from '../s3/s3-server.js';
import { tempFolder } from '../store/fixture.js';
import { addOptions, freshQueue, take } from './queue.js';
import { makeCore, startTestWorker } from './worker.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const { signal } = new AbortController();

/** A bucket with these objects in it. */
async function bucketWith(
  objects: Readonly<Record<string, string>>,
): Promise<{ s3: S3Server; environment: Record<string, string> }> {
  giveCredentials();
  const s3 = await startS3();
  const environment = { AWS_ENDPOINT_URL_S3: s3.endpoint };
  const address = { bucket: 'meetings', prefix: '', endpoint: s3.endpoint };
  const bucket = await openBucket(address, { environment, patience: 'short', signal });
  for (const [key, text] of Object.entries(objects))
    await bucket.put(key, { bytes: Buffer.from(text), sha256: 'ab', contentType: 'audio/wav' });
  bucket.close();
  return { s3, environment };
}

const locate = (inputs: readonly string[], environment: Record<string, string>) =>
  locateRecordings(inputs, { cwd: '/', own: [], endpoint: undefined, environment, signal });

describe('recordings in a bucket', () => {
  it('are found below a prefix, or by their keys, and what is none is passed over', async () => {
    const { environment } = await bucketWith({
      '2026/a.wav': 'one',
      '2026/notes.txt': 'text',
      '2026/more/b.ogg': 'three',
      '2026-old/c.wav': 'four',
      raw: 'five!',
    });
    const found = await locate(['s3://meetings/2026'], environment);
    expect(found.recordings.map(({ at, size }) => [at, size])).toEqual([
      ['s3://meetings/2026/a.wav', 3],
      ['s3://meetings/2026/more/b.ogg', 5],
    ]);
    expect(found.passedOver.map(({ path }) => path)).toEqual(['s3://meetings/2026/notes.txt']);
    const [one] = (await locate(['s3://meetings/raw'], environment)).recordings;
    expect(one).toMatchObject({ at: 's3://meetings/raw', size: 5 });
    expect(one.version).toMatch(/^[0-9a-f]{32}$/);
    await expect(locate(['s3://meetings/none'], environment)).rejects.toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });

  it('are downloaded for a job under their own names, and deleted after it', async () => {
    const { environment } = await bucketWith({ '2026/a.wav': 'sound' });
    const folder = () => join(tempFolder(), 'job');
    const fetched = await fetchRecording(
      { at: 's3://meetings/2026/a.wav' },
      { folder, endpoint: undefined, environment, signal },
    );
    expect(fetched.path.endsWith('/a.wav')).toBe(true);
    expect(readFileSync(fetched.path, 'utf8')).toBe('sound');
    await fetched.release();
    expect(() => readFileSync(fetched.path)).toThrow('ENOENT');
    const gone = fetchRecording(
      { at: 's3://meetings/2026/gone.wav' },
      { folder, endpoint: undefined, environment, signal },
    );
    await expect(gone).rejects.toThrow(expect.objectContaining({ code: 'OUTPUT' }));
  });

  it('become meetings, whose transcripts go into a bucket', async () => {
    const { environment, s3 } = await bucketWith({ '2026/a.wav': 'sound' });
    const queue = await freshQueue(server);
    await makeCore(queue.url);
    const { recordings } = await locate(['s3://meetings/2026'], environment);
    const jobs = recordings.map((each) => ({ ...each, settings: {}, fields: {} }));
    await addJobs(queue, jobs, addOptions);
    expect((await addJobs(queue, jobs, addOptions)).known).toEqual({ created: 1 });
    const artifacts = readPlace('s3://meetings/transcripts', {}, { home: '/nowhere', environment });
    const worker = await startTestWorker(queue.url, '1', { artifacts, environment });
    s3.asked();
    expect(await worker.work((await take(queue))!)).toBe('done');
    const [{ id, at }] = await queue.query<{ id: string; at: string }>(
      'SELECT m.id::text AS id, f.storage_path AS at FROM meetings m JOIN files f ON f.id = m.file_id',
    );
    expect(at).toBe('s3://meetings/2026/a.wav');
    const put = s3
      .asked()
      .filter(({ method }) => method === 'PUT')
      .map(({ path }) => path);
    expect(put).toContain(`/meetings/transcripts/${id}/transcript.md`);
  });

  it('elsewhere are not asked for where that is forbidden', async () => {
    const environment = { SCRIBE_OFFLINE: '1', AWS_ENDPOINT_URL_S3: 'https://s3.example' };
    await expect(locate(['s3://meetings/2026'], environment)).rejects.toThrow('SCRIBE_OFFLINE');
    const fetched = fetchRecording(
      { at: 's3://meetings/a.wav' },
      { folder: tempFolder, endpoint: undefined, environment, signal },
    );
    await expect(fetched).rejects.toThrow('SCRIBE_OFFLINE');
  });
});

describe('recordings in folders', () => {
  it('are found as ingest finds them, with what they look like', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.wav'), 'RIFF');
    writeFileSync(join(folder, 'notes.txt'), 'text');
    const found = await locate([folder], {});
    expect(found.recordings).toEqual([
      { at: join(folder, 'a.wav'), size: 4, version: expect.stringMatching(/^\d+$/) },
    ]);
    expect(found.passedOver).toHaveLength(1);
    await expect(locate(['-'], {})).rejects.toThrow('Standard input');
    await expect(locate([join(folder, 'none.wav')], {})).rejects.toThrow(
      expect.objectContaining({ code: 'RECORDING' }),
    );
  });
});
