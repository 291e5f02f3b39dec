import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { type IngestRun, ingestRecording } from '../../src/ingest/ingest-recording.js';
import { createFailureLog } from '../../src/ingest/run-log.js';
import type { InstalledModel } from '../../src/models/installed.js';
import type { Jobs } from '../../src/pipeline/jobs.js';
import { soleRecognizer } from '../../src/pipeline/plan.js';
import type { PipelineWorker } from '../../src/pipeline/start-worker.js';
import type { RequestOf } from '../../src/pipeline/worker-protocol.js';
import { listMeetings } from '../../src/store/list-meetings.js';
import { openStore } from '../../src/store/open-store.js';
import { createTestContext, sha256 } from '../command-context.js';
import { makeMeeting, makeRecording, newId } from '../store/fixture.js';

const context = { ...createTestContext(), newId };
afterAll(context.remove);

it('a store that is held while a stage is noted fails that recording with what SQLite says, and no other', async () => {
  const store = openStore({ home: context.home, now: context.now(), busyTimeout: 20 });
  const other = new Database(store.path);
  onTestFinished(() => {
    other.close();
    store.close();
  });
  /** Knows what the recordings hold; the other program takes the store while it works on the first. */
  const worker = {
    async run(job: RequestOf<Jobs>, { emit }: { emit: IngestRun['emit'] }) {
      if (job.kind === 'decode') {
        const fingerprint = { ...makeRecording(job.path).fingerprint, sha256: job.sha256! };
        const audio = { pcmPath: join(context.home, 'nothing.pcm'), samples: 1, tracks: [] };
        return { recording: { ...makeRecording(job.path), path: job.path, fingerprint }, audio, stream: 0 };
      }
      if (!other.inTransaction && listMeetings(store).length === 1) other.exec('BEGIN IMMEDIATE');
      emit({ kind: 'stage-started', stage: 'recognize' });
      const { title, recording, speakers, ...processed } = makeMeeting(makeRecording('x'), {
        id: newId(),
        displayName: 'Maya',
      });
      return { ...processed, warnings: [] };
    },
    close: async () => {},
  } as unknown as PipelineWorker;
  const model = { name: 'campplus-zh-en', hash: sha256('') };
  const failures = createFailureLog(store, context);
  const run = {
    context,
    store,
    worker,
    models: { speech: model, recognition: soleRecognizer(model as InstalledModel), voice: model },
    ffmpegVersion: async () => '6.1',
    upgradeHint: () => null,
    calendars: null,
    emit: () => {},
    failures,
    spool: { folder: () => context.home, close: () => {} },
  } as unknown as IngestRun;
  const ingest = (name: string) => {
    const path = join(context.home, name);
    writeFileSync(path, Buffer.from([0, 255, ...Buffer.from(name)]));
    return ingestRecording(path, {}, run);
  };

  const first = await ingest('first.wav');
  expect(first).toMatchObject({ outcome: 'failed', error: { code: 'STORE' } });
  expect(first.reason).toContain('another program holds it');
  other.exec('ROLLBACK');
  expect(await ingest('second.wav')).toMatchObject({ outcome: 'completed' });

  const statusOf = (id: string | null) => listMeetings(store).find((meeting) => meeting.id === id)?.status;
  expect(statusOf(first.meetingId)).toBe('processing');
  failures.retry();
  expect(statusOf(first.meetingId)).toBe('failed');
});
