import { onTestFinished } from 'vitest';
import { formatsByDefault } from '../../src/domain/format-names.js';
import type { Recording } from '../../src/domain/recording.js';
import type { Place } from '../../src/export/artifacts/place.js';
import type { IngestResult } from '../../src/pipeline/events.js';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { doJob, type Slot, type WorkerWorld } from '../../src/queue/do-job.js';
import type { QueueEvent } from '../../src/queue/events.js';
import { openProfilePull } from '../../src/queue/pull-profiles.js';
import type { TakenJob } from '../../src/queue/take-job.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { createTestContext } from '../command-context.js';
import { exportTo } from '../export/export-to.js';
import { at, begin, makeMeeting, makeRecording, newId, tempStore } from '../store/fixture.js';
import { openAgain } from './queue.js';

export interface TestWorker {
  readonly world: WorkerWorld;
  readonly store: Store;
  readonly events: QueueEvent[];
  readonly stopping: AbortController;
  /** Does a job as a worker would, with a recognizer that is quick. */
  work(job: TakenJob, heard?: Heard): ReturnType<typeof doJob>;
}

/** What stands for the pipeline: everything around it is real. */
interface Heard {
  /** Hex; recordings of one name have one content unless this says otherwise. */
  readonly name?: string;
  readonly error?: IngestResult['error'];
  /** Runs while it is recognized. */
  readonly meanwhile?: () => Promise<void>;
  /** Id of a person who is recognized. */
  readonly person?: { readonly id: string; readonly displayName: string };
}

/** Makes the tables of core in an empty database. */
export async function makeCore(url: string): Promise<void> {
  await exportTo(url, tempStore(), { createSchema: true });
}

/** A worker with a store of its own, for the queue of a database with core in it. */
export async function startTestWorker(
  url: string,
  name: string,
  options: { readonly artifacts?: Place; readonly environment?: Record<string, string> } = {},
): Promise<TestWorker> {
  const test = createTestContext();
  onTestFinished(test.remove);
  const context = { ...test, environment: options.environment ?? {} };
  const store = openStore({ home: context.folders.home, now: at(0) });
  onTestFinished(() => store.close());
  const queue = await openAgain(url);
  const connection = readConnection(url, {});
  const events: QueueEvent[] = [];
  const stopping = new AbortController();
  const world: WorkerWorld = {
    context,
    store,
    destination: { queue, connection, artifacts: options.artifacts ?? null, voiceprints: false },
    worker: name,
    endpoint: undefined,
    stopping: stopping.signal,
    emit: (event) => void events.push(event),
    pullProfiles: openProfilePull(store, queue, connection, context.signal),
    inTurn: (step) => step(),
  };
  return {
    world,
    store,
    events,
    stopping,
    work: (job, heard = {}) => doJob(job, hearing(store, heard), world),
  };
}

function hearing(store: Store, { name, error, meanwhile, person }: Heard): Slot {
  return {
    listen: () => {},
    batch: {
      async ingest(input, _, { elsewhere } = {}) {
        const path = String(input);
        const recording = makeRecording(name ?? path);
        const { sha256, contentFp } = recording.fingerprint;
        const known =
          (await elsewhere!.claim('bytes', sha256)) ?? (await elsewhere!.claim('sound', contentFp));
        if (known) return { path, ...known };
        await meanwhile?.();
        if (error) return { path, outcome: 'failed', reason: error.message, meetingId: null, error };
        const meetingId = complete(store, recording, person);
        return { path, outcome: 'completed', reason: '', meetingId, duration: 61 };
      },
      close: async () => {},
    },
  };
}

/** A completed meeting with its files owed; nobody in it is known, but for the person. */
function complete(store: Store, recording: Recording, person: Heard['person']): string {
  const begun = begin(store, recording);
  const made = makeMeeting(recording, person ?? { id: '', displayName: '' }, begun.meetingId);
  const speakers = person ? made.speakers : made.speakers.map((each) => ({ ...each, ...nobody }));
  const asked = { style: 'verbatim', formats: formatsByDefault } as const;
  completeMeeting(store, { ...begun, meeting: { ...made, speakers }, ...asked, newId, now: at(2) });
  return begun.meetingId;
}

const nobody = { profileId: null, displayName: null, similarity: 0, candidates: [] };
