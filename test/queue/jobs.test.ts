import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { addJobs } from '../../src/queue/add-jobs.js';
import { cancelJobs, retryJobs, setPriority } from '../../src/queue/change-jobs.js';
import { completeJob, failJob, handBack } from '../../src/queue/end-job.js';
import { listJobs, requireJob } from '../../src/queue/list-jobs.js';
import { readStatus } from '../../src/queue/read-status.js';
import { beat, dataOf, type TakenJob } from '../../src/queue/take-job.js';
import { travellingCheckpoints } from '../../src/queue/travelling-checkpoints.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { add, addOptions, freshQueue, openAgain, passTime, recording, take } from './queue.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const outcome = { outcome: 'completed', meetingId: null, duration: 90, elapsed: 3, worker: 'first' };
const problem = { code: 'OUTPUT', message: 'the disk is full', hint: 'Free some.' } as const;

describe('adding', () => {
  it('makes one job for each recording, and none for one that is known unchanged', async () => {
    const queue = await freshQueue(server);
    const [first, ...others] = await add(queue, ['/a.wav', '/b.wav', '/a.wav']);
    expect(others).toHaveLength(1);
    const again = await addJobs(
      queue,
      [recording('/a.wav'), recording('/b.wav', { version: '2' }), recording('/c.wav')],
      addOptions,
    );
    expect(again.jobs.map(({ at }) => at)).toEqual(['/b.wav', '/c.wav']);
    expect(again.known).toEqual({ created: 1 });
    const [listed] = await listJobs(queue, { state: null, limit: 10 });
    expect(listed).toMatchObject({ id: first, at: '/a.wav', state: 'waiting', priority: 0, retries: 0 });
  });

  it('at the same time from two sides makes one job each', async () => {
    const queue = await freshQueue(server);
    const other = await openAgain(queue.url);
    const places = Array.from({ length: 20 }, (_, i) => `/${i}.wav`);
    const added = await Promise.all([add(queue, places), add(other, [...places].reverse())]);
    expect(added.flat()).toHaveLength(20);
  });

  it('takes what was cancelled again, and not what was given up', async () => {
    const queue = await freshQueue(server);
    const [cancelled] = await add(queue, ['/a.wav']);
    await cancelJobs(queue, [cancelled]);
    expect(await add(queue, ['/a.wav'])).toHaveLength(1);
    await failJob(queue, (await take(queue))!, problem, true);
    const again = await addJobs(queue, [recording('/a.wav')], addOptions);
    expect(again).toEqual({ jobs: [], known: { failed: 1 } });
  });

  it('makes the queue, once, when two begin at the same time; without it there is none to look at', async () => {
    const url = await server.createDatabase();
    await expect(openAgain(url, false)).rejects.toThrow(
      expect.objectContaining({ code: 'OUTPUT', hint: expect.stringContaining('scribe queue add') }),
    );
    const [first, second] = await Promise.all([openAgain(url), openAgain(url)]);
    await add(first, ['/a.wav']);
    expect(await take(second)).not.toBeNull();
  });
});

describe('taking', () => {
  it('goes by priority, then by age, and gives a job to one worker', async () => {
    const queue = await freshQueue(server);
    await add(queue, ['/1.wav', '/2.wav']);
    await add(queue, ['/3.wav'], { priority: 5 });
    const [last] = await add(queue, ['/4.wav']);
    expect(await setPriority(queue, last, 9)).toBe(true);
    const other = await openAgain(queue.url);
    const taken: (TakenJob | null)[] = [];
    for (const from of [queue, other, queue, other, queue]) taken.push(await take(from));
    expect(taken.map((job) => job && dataOf(job).at)).toEqual(['/4.wav', '/3.wav', '/1.wav', '/2.wav', null]);
    expect(await setPriority(queue, last, 1)).toBe(false);
  });

  it('refuses what is no job of scribe', () => {
    const job = { id: '1', delivery: '2', lease: 1, data: '{"at": 3}' };
    expect(() => dataOf(job)).toThrow(expect.objectContaining({ code: 'RECORDING' }));
  });

  it('shows who is at what, and how fast it goes', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/1.wav', '/2.wav', '/3.wav']);
    const job = (await take(queue, 'host:1'))!;
    expect(await beat(queue, job, { stage: 'recognize', share: 0.25 })).toBe(true);
    const during = await readStatus(queue, 10);
    expect(during.counts).toEqual({ waiting: 2, later: 0, running: 1, done: 0, cancelled: 0, dead: 0 });
    expect(during.running).toEqual([
      expect.objectContaining({ id, at: '/1.wav', worker: 'host:1', stage: 'recognize', share: 0.25 }),
    ]);
    expect(during.pace.secondsLeft).toBeNull();
    await completeJob(queue, job, outcome);
    const after = await readStatus(queue, 10);
    expect(after.counts).toMatchObject({ waiting: 2, running: 0, done: 1 });
    expect(after.pace).toMatchObject({ recordings: 1, audioSeconds: 90 });
    // One took three seconds at least, two are left.
    expect(after.pace.secondsLeft).toBeGreaterThanOrEqual(6);
  });
});

describe('a worker that gives no more signs of life', () => {
  it('loses its job at once when its time is over, and cannot end it any more', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav']);
    const killed = (await take(queue, 'killed', 5))!;
    await travellingCheckpoints(queue, id).put('fp:recognize:1', 'words');
    await passTime(queue, 4);
    expect(await take(queue)).toBeNull();
    await passTime(queue, 2);
    const next = (await take(queue, 'next'))!;
    expect(next.id).toBe(id);
    expect(await travellingCheckpoints(queue, next.id).get('fp:recognize:1')).toBe('words');
    expect(await beat(queue, killed, { stage: null, share: 0 })).toBe(false);
    await completeJob(queue, killed, outcome);
    await failJob(queue, killed, problem, true);
    await handBack(queue, killed, 0);
    expect((await listJobs(queue, { state: null, limit: 1 }))[0]).toMatchObject({
      state: 'running',
      retries: 1,
    });
    await completeJob(queue, next, outcome);
    expect(await travellingCheckpoints(queue, next.id).get('fp:recognize:1')).toBeNull();
  });

  it('keeps its job as long as it gives some', async () => {
    const queue = await freshQueue(server);
    await add(queue, ['/a.wav']);
    const job = (await take(queue, 'slow', 5))!;
    for (let i = 0; i < 3; i++) {
      await passTime(queue, 4);
      expect(await beat(queue, job, { stage: 'diarize', share: 0 })).toBe(true);
    }
    expect(await take(queue)).toBeNull();
  });

  it('again and again, makes the job a dead letter', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/kills.wav'], { retries: 1 });
    for (let i = 0; i < 2; i++) {
      expect(await take(queue, 'victim', 5)).not.toBeNull();
      await passTime(queue, 6);
    }
    expect(await take(queue)).toBeNull();
    const { dead, counts } = await readStatus(queue, 10);
    expect(counts).toMatchObject({ waiting: 0, later: 0, running: 0, dead: 1 });
    expect(dead).toEqual([
      expect.objectContaining({ id, reason: expect.stringContaining('without a word') }),
    ]);
  });
});

describe('failing', () => {
  it('is tried again later, each time after a longer wait, then given up', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav'], { retries: 2, retryDelay: 100 });
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      const job = await take(queue);
      expect(job?.id).toBe(id);
      await failJob(queue, job!, problem, false);
      const [{ wait }] = await queue.query<{ wait: number }>(
        `SELECT extract(epoch FROM start_after - now())::double precision AS wait FROM ${queue.schema}.job WHERE id = $1`,
        [id],
      );
      waits.push(wait);
      if (i < 2) expect(await take(queue)).toBeNull();
      await passTime(queue, 1000);
    }
    expect(waits[0]).toBeGreaterThan(90);
    expect(waits[0]).toBeLessThan(210);
    expect(waits[1]).toBeGreaterThan(190);
    const { dead } = await readStatus(queue, 10);
    expect(dead).toEqual([expect.objectContaining({ id, at: '/a.wav', reason: 'the disk is full' })]);
  });

  it('that another attempt would not help is given up at once, and may be tried again by hand', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/bad.wav']);
    await failJob(queue, (await take(queue))!, { code: 'RECORDING', message: 'no sound' }, true);
    expect((await readStatus(queue, 10)).counts).toMatchObject({ waiting: 0, later: 0, dead: 1 });
    expect(await retryJobs(queue, null)).toBe(1);
    expect((await readStatus(queue, 10)).counts).toMatchObject({ waiting: 1, dead: 0 });
    // It has all of its attempts again.
    await failJob(queue, (await take(queue))!, problem, false);
    expect((await readStatus(queue, 10)).counts).toMatchObject({ later: 1, dead: 0 });
    expect(await retryJobs(queue, [id])).toBe(1);
    expect((await take(queue))?.id).toBe(id);
  });
});

describe('handing back', () => {
  it('counts as no attempt, and keeps what is finished', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav'], { retries: 0 });
    await travellingCheckpoints(queue, id).put('fp:detect-speech:1', 'x'.repeat(100_000));
    for (let i = 0; i < 3; i++) await handBack(queue, (await take(queue))!, 0);
    await handBack(queue, (await take(queue))!, 60);
    expect(await take(queue)).toBeNull();
    await passTime(queue, 61);
    const job = (await take(queue))!;
    expect((await listJobs(queue, { state: 'running', limit: 1 }))[0].retries).toBe(0);
    const kept = await travellingCheckpoints(queue, job.id).get('fp:detect-speech:1');
    expect(kept).toHaveLength(100_000);
  });

  it('leaves what was decoded on the machine that did it', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav']);
    const checkpoints = travellingCheckpoints(queue, id);
    await checkpoints.put('fp:decode:1', '{"path": "/spool/1.pcm"}');
    expect(await checkpoints.get('fp:decode:1')).toBeNull();
  });
});

describe('cancelling', () => {
  it('takes the job from whoever has it, and deletes what was finished', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav', '/b.wav']);
    const job = (await take(queue))!;
    await travellingCheckpoints(queue, id).put('fp:recognize:1', 'words');
    expect(await cancelJobs(queue, [id])).toBe(1);
    expect(await beat(queue, job, { stage: null, share: 0 })).toBe(false);
    await failJob(queue, job, problem, false);
    expect((await listJobs(queue, { state: 'cancelled', limit: 5 })).map((each) => each.id)).toEqual([id]);
    expect(await travellingCheckpoints(queue, id).get('fp:recognize:1')).toBeNull();
    expect(await cancelJobs(queue, null)).toBe(1);
    expect(await take(queue)).toBeNull();
    expect(await retryJobs(queue, [id])).toBe(1);
    expect((await take(queue))?.id).toBe(id);
  });

  it('names jobs as lists do', async () => {
    const queue = await freshQueue(server);
    const [id] = await add(queue, ['/a.wav']);
    expect(await requireJob(queue, id.slice(-8))).toBe(id);
    expect(await requireJob(queue, id.slice(0, 13))).toBe(id);
    await expect(requireJob(queue, 'ffff')).rejects.toThrow(ScribeError);
    await expect(requireJob(queue, '')).rejects.toThrow(ScribeError);
  });
});

describe('a database that goes away', () => {
  it('is an error in words, and is connected to again', async () => {
    const queue = await freshQueue(server);
    await add(queue, ['/a.wav']);
    await server.shutDown();
    await expect(take(queue)).rejects.toThrow(expect.objectContaining({ code: 'OUTPUT' }));
    await expect(take(queue)).rejects.toThrow('Using the queue of');
    await server.start();
    expect(await take(queue)).not.toBeNull();
  });
});
