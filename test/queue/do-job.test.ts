import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { prepareCore } from '../../src/queue/deliver.js';
import { listJobs } from '../../src/queue/list-jobs.js';
import { readStatus } from '../../src/queue/read-status.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { tempFolder, tempStore } from '../store/fixture.js';
import { add, freshQueue, passTime, type TestQueue, take } from './queue.js';
import { makeCore, startTestWorker } from './worker.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** A queue beside an empty core, and files of these names in a folder. */
async function prepare(
  ...names: readonly string[]
): Promise<{ queue: TestQueue; ids: string[]; paths: string[] }> {
  const queue = await freshQueue(server);
  await makeCore(queue.url);
  const folder = tempFolder();
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, 'sound');
  return { queue, paths, ids: await add(queue, paths) };
}

const meetingsIn = ({ query }: TestQueue) =>
  query<{ id: string; turns: number }>(
    `SELECT m.id::text AS id, (SELECT count(*)::integer FROM transcript_segments s JOIN transcriptions t ON t.id = s.transcription_id
       WHERE t.meeting_id = m.id) AS turns FROM meetings m ORDER BY m.id`,
  );

describe('core', () => {
  it('is made once when workers begin together', async () => {
    const url = await server.createDatabase();
    const { signal } = new AbortController();
    const make = () =>
      prepareCore(tempStore(), readConnection(url, {}), { create: true, partitions: 2, signal });
    await Promise.all([make(), make(), make()]);
    await expect(
      prepareCore(tempStore(), readConnection(url, {}), { create: false, signal }),
    ).resolves.toBeUndefined();
  });
});

describe('a job', () => {
  it('brings its meeting to core and its transcripts to the folder, and tells of it', async () => {
    const { queue, ids, paths } = await prepare('a.wav');
    const folder = join(tempFolder(), 'transcripts');
    const worker = await startTestWorker(queue.url, 'host:1', { artifacts: { kind: 'folder', folder } });
    expect(await worker.work((await take(queue))!)).toBe('done');
    const [{ id, turns }] = await meetingsIn(queue);
    expect(turns).toBe(3);
    expect(readdirSync(join(folder, id))).toContain('transcript.md');
    expect(worker.events.map(({ kind }) => kind)).toEqual(['job-started', 'job-completed']);
    const [job] = await listJobs(queue, { state: 'done', limit: 1 });
    expect(job).toMatchObject({ id: ids[0], at: paths[0], meetingId: id });
  });

  it('with a content that another job has is handed back, and known when that one is done', async () => {
    const { queue } = await prepare('a.wav', 'b.wav');
    const [first, second] = [await startTestWorker(queue.url, '1'), await startTestWorker(queue.url, '2')];
    const [one, two] = [(await take(queue))!, (await take(queue))!];
    const name = 'same';
    const meanwhile = async () => {
      expect(await second.work(two, { name })).toBe('returned');
    };
    expect(await first.work(one, { name, meanwhile })).toBe('done');
    expect(second.events.at(-1)).toMatchObject({ kind: 'job-returned', reason: 'same-recording' });
    await passTime(queue, 60);
    const again = (await take(queue))!;
    expect(again.id).toBe(two.id);
    expect(await second.work(again, { name })).toBe('done');
    expect(second.events.at(-1)).toMatchObject({ kind: 'job-completed', outcome: 'already-known' });
    expect(await meetingsIn(queue)).toHaveLength(1);
    const jobs = await listJobs(queue, { state: 'done', limit: 5 });
    expect(new Set(jobs.map(({ meetingId }) => meetingId)).size).toBe(1);
    expect(jobs.every(({ retries }) => retries === 0)).toBe(true);
  });

  it('that is delivered a second time changes nothing, whoever does it', async () => {
    const { queue } = await prepare('a.wav');
    const [first, second] = [await startTestWorker(queue.url, '1'), await startTestWorker(queue.url, '2')];
    const job = (await take(queue))!;
    await first.work(job);
    const before = await meetingsIn(queue);
    // As if the first had been killed before it could say that it was done.
    await queue.query(`UPDATE ${queue.schema}.job SET state = 'retry', completed_on = NULL WHERE id = $1`, [
      job.id,
    ]);
    expect(await second.work((await take(queue))!)).toBe('done');
    expect(second.events.at(-1)).toMatchObject({ outcome: 'already-known', meetingId: before[0].id });
    expect(await meetingsIn(queue)).toEqual(before);
  });

  it('that was lost to another worker delivers nothing', async () => {
    const { queue } = await prepare('a.wav');
    const [slow, quick] = [
      await startTestWorker(queue.url, 'slow'),
      await startTestWorker(queue.url, 'quick'),
    ];
    const job = (await take(queue, 'slow', 5))!;
    const meanwhile = async () => {
      await passTime(queue, 6);
      expect(await quick.work((await take(queue, 'quick'))!)).toBe('done');
    };
    expect(await slow.work(job, { meanwhile })).toBe('returned');
    expect(slow.events.at(-1)).toMatchObject({ kind: 'job-returned', reason: 'lost' });
    expect(await meetingsIn(queue)).toHaveLength(1);
    expect((await readStatus(queue, 5)).counts).toMatchObject({ done: 1, running: 0 });
  });

  it('that fails is tried again, unless the recording is at fault', async () => {
    const { queue, paths } = await prepare('a.wav', 'b.wav');
    const worker = await startTestWorker(queue.url, '1');
    const full = { code: 'OUTPUT', message: 'the disk is full' } as const;
    expect(await worker.work((await take(queue))!, { error: full })).toBe('failed');
    const bad = { code: 'RECORDING', message: 'no sound' } as const;
    expect(await worker.work((await take(queue))!, { error: bad })).toBe('failed');
    const { counts, dead } = await readStatus(queue, 5);
    expect(counts).toMatchObject({ later: 1, dead: 1 });
    expect(dead[0]).toMatchObject({ at: paths[1], reason: 'no sound' });
  });

  it('whose file this machine does not have is tried again', async () => {
    const { queue } = await prepare();
    await add(queue, ['/nowhere/a.wav']);
    const worker = await startTestWorker(queue.url, '1');
    expect(await worker.work((await take(queue))!)).toBe('failed');
    expect(worker.events.at(-1)).toMatchObject({
      kind: 'job-failed',
      hopeless: false,
      error: { code: 'OUTPUT', hint: expect.stringContaining('same path') },
    });
    expect((await readStatus(queue, 5)).counts).toMatchObject({ later: 1, dead: 0 });
  });

  it('is handed back by a worker that is to stop, and not by one that is done', async () => {
    const { queue } = await prepare('a.wav', 'b.wav');
    const worker = await startTestWorker(queue.url, '1');
    const interrupted = { code: 'INTERRUPTED', message: 'Interrupted.' } as const;
    const meanwhile = async () => worker.stopping.abort();
    expect(await worker.work((await take(queue))!, { meanwhile, error: interrupted })).toBe('returned');
    expect(worker.events.at(-1)).toMatchObject({ reason: 'stopping' });
    expect(await worker.work((await take(queue))!)).toBe('done');
    expect(existsSync(join(worker.store.home, 'worker'))).toBe(true);
  });
});
