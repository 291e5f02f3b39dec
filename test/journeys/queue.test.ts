import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueueEvent } from '../../src/queue/events.js';
import type { QueueStatus } from '../../src/queue/read-status.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { createFolders, example, type Finished, runScribe } from './run-scribe.js';

const folders = createFolders();
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  folders.remove();
});

const linesOf = ({ stdout }: Finished) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as QueueEvent);

/** The stages of a worker, as it tells of them. */
const stagesOf = (run: Finished, outcome: 'completed' | 'skipped') =>
  linesOf(run).flatMap((event) =>
    event.kind === 'job-stage' && event.outcome === outcome ? [event.stage] : [],
  );

/** Sends a signal as soon as a stage is finished, or was finished before. */
const when = (stage: string, outcome: 'completed' | 'skipped', signal: NodeJS.Signals) => (line: string) => {
  const event = JSON.parse(line) as QueueEvent;
  return event.kind === 'job-stage' && event.stage === stage && event.outcome === outcome
    ? signal
    : undefined;
};

describe('a recording that comes under two names, and workers that stop in the middle of it', () => {
  it('becomes one meeting in core, and no stage is done twice', { timeout: 300_000 }, async () => {
    const url = await server.createDatabase();
    const recordings = folders.make();
    const artifacts = join(folders.make(), 'transcripts');
    for (const name of ['standup.ogg', 'again.ogg'])
      copyFileSync(example('standup.ogg'), join(recordings, name));
    mkdirSync(join(recordings, 'more'));
    writeFileSync(join(recordings, 'more', 'bad.wav'), 'no sound at all');
    const env = { SCRIBE_POSTGRES_URL: url };
    const queue = async (...args: string[]) => {
      const run = await runScribe(folders.make(), ['queue', ...args, '--json'], { env });
      expect(run).toMatchObject({ status: 0 });
      return JSON.parse(run.stdout);
    };
    // A worker that is killed has a short lease, so that its job is free soon; the others keep theirs on a busy machine.
    const work = (home: string, lease: string, onLine?: (line: string) => NodeJS.Signals | undefined) =>
      runScribe(
        home,
        [
          'worker',
          '--create-schema',
          '--drain',
          '--lease',
          lease,
          '--poll',
          '1',
          '--artifacts',
          artifacts,
          '--json',
        ],
        { env, onLine },
      );
    const added = await queue('add', recordings);
    expect(added.added).toHaveLength(3);

    const killed = await work(folders.make(), '3', when('detect-speech', 'completed', 'SIGKILL'));
    expect(killed.signal).toBe('SIGKILL');

    // Asked to stop while it recognizes and tells voices apart, it ends with whichever is finished first.
    const polite = await work(folders.make(), '120', when('detect-speech', 'skipped', 'SIGTERM'));
    // 7: the bad file came first.
    expect([0, 7]).toContain(polite.status);
    expect(linesOf(polite)).toContainEqual(
      expect.objectContaining({ kind: 'job-returned', reason: 'stopping' }),
    );
    const handed: QueueStatus = await queue('status');
    expect(handed.counts).toMatchObject({ running: 0, done: 0 });

    const [last, beside] = await Promise.all([work(folders.make(), '120'), work(folders.make(), '120')]);
    for (const run of [last, beside]) expect([0, 7]).toContain(run.status);
    const heard = [polite, killed, last, beside].flatMap((run) => stagesOf(run, 'completed'));
    for (const stage of ['detect-speech', 'recognize', 'diarize', 'save'])
      expect(heard.filter((each) => each === stage)).toEqual([stage]);
    const kept = (['recognize', 'diarize'] as const).filter((stage) =>
      stagesOf(polite, 'completed').includes(stage),
    );
    expect(kept).not.toEqual([]);
    const skipped = [last, beside].flatMap((run) => stagesOf(run, 'skipped'));
    expect(skipped).toEqual(expect.arrayContaining(['detect-speech', ...kept]));

    const status: QueueStatus = await queue('status');
    expect(status.counts).toEqual({ waiting: 0, later: 0, running: 0, done: 2, cancelled: 0, dead: 1 });
    expect(status.dead[0]).toMatchObject({
      at: join(recordings, 'more', 'bad.wav'),
      reason: expect.stringContaining('it is a text file'),
    });
    const jobs = await queue('list', '--state', 'done');
    const meetings = new Set(jobs.map((job: { meetingId: string }) => job.meetingId));
    expect(meetings.size).toBe(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT m.id, m.status, (SELECT count(*)::integer FROM transcript_segments s JOIN transcriptions t ON t.id = s.transcription_id WHERE t.meeting_id = m.id) AS turns FROM meetings m`,
    );
    const left = await client.query(
      `SELECT (SELECT count(*) FROM scribe_queue.checkpoints)::integer AS checkpoints,
         (SELECT count(*) FROM scribe_queue.running)::integer AS running`,
    );
    await client.end();
    expect(rows).toEqual([expect.objectContaining({ id: [...meetings][0], status: 'completed' })]);
    expect(rows[0].turns).toBeGreaterThan(3);
    expect(left.rows).toEqual([{ checkpoints: 0, running: 0 }]);
    expect(readdirSync(artifacts)).toEqual([...meetings]);
    expect(readdirSync(join(artifacts, rows[0].id))).toContain('transcript.md');
  });
});
