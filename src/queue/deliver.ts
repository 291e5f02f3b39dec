import { payDebt, type RenderContext } from '../artifacts/pay-debt.js';
import type { CommandContext } from '../context.js';
import type { Place } from '../export/artifacts/place.js';
import { sendArtifacts } from '../export/artifacts/send-artifacts.js';
import { exportStore } from '../export/export-store.js';
import { prepareSchema } from '../export/prepare-schema.js';
import { takeTurn } from '../export/take-turn.js';
import type { Target } from '../export/target.js';
import { coreTarget } from '../export/targets/core.js';
import type { ConnectionSettings } from '../postgres/connection-settings.js';
import { openSession } from '../postgres/session.js';
import type { Store } from '../store/store.js';
import type { Queue } from './open-queue.js';
import type { TakenJob } from './take-job.js';

/** Where the results of a worker go. */
export interface Destination {
  readonly queue: Queue;
  readonly connection: ConnectionSettings;
  /** A folder or a bucket for the transcripts; null: they stay in the store of the worker. */
  readonly artifacts: Place | null;
  /** What voices are recognized by goes along. */
  readonly voiceprints: boolean;
}

/** Tables of people, places and terms: a worker makes what is missing, and changes nothing of it. */
const everybodys = ['user_profiles', 'users', 'workspaces', 'rooms', 'vocabulary'];

/** Voices are enrolled elsewhere: a worker has copies, and sends none. */
const copies = ['voice_samples', 'voice_centroids'];

/** Core as a worker writes it. */
function workerTarget(store: Store): Target {
  const { name, tables } = coreTarget(store);
  return {
    name,
    tables: tables
      .filter((table) => !copies.includes(table.name))
      .map((table) => (everybodys.includes(table.name) ? { ...table, shared: true as const } : table)),
  };
}

/**
 * Looks whether the database has the tables of core, and makes them where that is wanted.
 * @throws ScribeError OUTPUT with everything that is missing.
 */
export async function prepareCore(
  store: Store,
  connection: ConnectionSettings,
  {
    signal,
    ...options
  }: { readonly create: boolean; readonly partitions?: number; readonly signal: AbortSignal },
): Promise<void> {
  const session = await openSession(connection, { purpose: 'Delivering to', signal });
  try {
    // Workers that begin together would all find nothing, and all make it.
    await takeTurn(session, 'core', { waiting: () => {}, signal });
    await session.execute('BEGIN');
    await prepareSchema(session, workerTarget(store), { ...options, user: connection.user });
    await session.execute('COMMIT');
  } finally {
    await session.close();
  }
}

/**
 * Brings a meeting to core, and its transcripts to their place. While it does, nobody else can claim the content: whoever lost it to another
 * worker delivers nothing. To do it a second time changes nothing.
 *
 * @returns false: another worker has the job by now.
 * @throws ScribeError OUTPUT when the server or the place fails, STORE when the store does.
 */
export async function deliver(
  meetingId: string,
  job: TakenJob,
  { queue, connection, artifacts, voiceprints }: Destination,
  world: {
    readonly store: Store;
    readonly context: RenderContext & Pick<CommandContext, 'environment' | 'signal'>;
  },
): Promise<boolean> {
  const { store, context } = world;
  const { environment, signal } = context;
  const fence = await openSession(connection, { purpose: 'Delivering to', signal });
  try {
    await fence.execute('BEGIN');
    const held = await fence.query(
      `SELECT fingerprint FROM ${queue.schema}.contents WHERE job_id = $1 AND delivery = $2 FOR UPDATE`,
      [job.id, job.delivery],
    );
    if (held.length === 0) return false;
    const selection = { meetingIds: [meetingId], since: null };
    const shared = { store, selection, signal, dryRun: false, emit: () => {} };
    // A worker that was killed after it had stored the meeting has not written its files.
    await payDebt(store, meetingId, context);
    if (artifacts !== null)
      await sendArtifacts({ ...shared, place: artifacts, context, environment, patience: 'long' });
    await exportStore(store, {
      ...shared,
      target: workerTarget(store),
      connection,
      voiceprints,
      createSchema: false,
      adds: true,
      now: context.now(),
    });
    return true;
  } finally {
    await fence.close();
  }
}
