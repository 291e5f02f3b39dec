import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { mergeSpeakers as mergeClusters } from '../../../src/commands/meetings/merge.js';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import { splitSpeaker } from '../../../src/commands/meetings/split.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { relabel } from '../../../src/commands/relabel/relabel.js';
import { enrollSpeaker } from '../../../src/commands/speakers/enroll.js';
import { mergeSpeakers as mergeProfiles } from '../../../src/commands/speakers/merge.js';
import { renameSpeaker } from '../../../src/commands/speakers/rename.js';
import { restoreSample, revokeSample } from '../../../src/commands/speakers/samples.js';
import { editPassages } from '../../../src/commands/transcript/edit-passages.js';
import type { Meeting } from '../../../src/domain/meeting.js';
import { dot, meanDirection, normalize } from '../../../src/domain/vectors.js';
import { ScribeError } from '../../../src/errors.js';
import { toBlob, toFloats } from '../../../src/store/columns.js';
import { completeMeeting, loadMeeting } from '../../../src/store/completed-meetings.js';
import { confirmLabel, rejectProfile } from '../../../src/store/labels.js';
import { openStore } from '../../../src/store/open-store.js';
import { listOperations, recordOperation } from '../../../src/store/operations.js';
import { listProfiles } from '../../../src/store/profiles.js';
import { readSpeakers } from '../../../src/store/speakers.js';
import type { Store } from '../../../src/store/store.js';
import { listSuppressed } from '../../../src/store/suppressed.js';
import { computeCentroids } from '../../../src/store/voice-centroids.js';
import { listVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext, type TestContext } from '../../command-context.js';
import { createRandom, type Random } from '../../fixtures/random.js';
import {
  at,
  begin,
  makeMeeting,
  makeRecording,
  newId,
  snapshot,
  tempFolder,
  tempStore,
} from '../../store/fixture.js';

/** Numbers of an embedding; few, so that strangers are sometimes alike and matching has something to decide. */
const dims = 12;
const model = 'campplus-zh-en';
const names = ['Maya', 'Tom', 'Zoë', 'Angus'];

/** A voice as it sounds in one recording. */
const sounding = (voice: Float32Array, random: Random): Float32Array =>
  normalize(Float32Array.from(voice, (value) => value + 0.12 * random.normal()));

/** A store with three meetings of three people each, out of five; nobody is enrolled. */
function populate(store: Store, random: Random): readonly string[] {
  const voices = Array.from({ length: 5 }, () => normalize(random.normals(dims)));
  return ['a.ogg', 'b.ogg', 'c.ogg'].map((name, number) => {
    const recording = makeRecording(name);
    const begun = begin(store, recording);
    const base = makeMeeting(recording, { id: 'nobody', displayName: '' }, begun.meetingId);
    const clusters = [0, 1, 2].map((c) => ({
      id: `S${c + 1}`,
      spans: [0, 1, 2].map((k) => ({ start: 15 * k + 5 * c, end: 15 * k + 5 * c + 4 })),
      centroid: { model, vector: sounding(voices[(number + c) % 5], random) },
    }));
    const turns: Meeting['turns'] = [...Array(9).keys()].map((i) => {
      const words = [0, 1, 2].map((w) => ({
        text: `w${i}.${w}`,
        start: 5 * i + w,
        end: 5 * i + w + 0.9,
        confidence: random.uniform(),
      }));
      const text = words.map((word) => word.text).join(' ');
      const { start, end } = { start: words[0].start, end: words[2].end };
      return { clusterId: `S${(i % 3) + 1}`, start, end, text, confidence: 0.5, language: 'en', words };
    });
    const meeting = { ...base, clusters, turns, speakers: [] };
    completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now: at(number + 2) });
    // In two of three meetings the voice of every turn was kept.
    if (number > 0)
      for (const position of turns.keys())
        store
          .sql(
            `UPDATE transcript_segments SET feature_vector = ?, feature_model = ?, feature_dims = ?
             WHERE transcription_id = ? AND position = ?`,
          )
          .run(
            toBlob(sounding(clusters[position % 3].centroid.vector, random)),
            model,
            dims,
            begun.transcriptionId,
            position,
          );
    return begun.meetingId;
  });
}

interface World {
  readonly store: Store;
  readonly context: TestContext;
  readonly meetingIds: readonly string[];
  readonly random: Random;
}

/** Something that a person may do; null: there is nothing to do it to. */
type Action = (world: World) => Promise<unknown> | null;

const oneOf = <T>(random: Random, items: readonly T[]): T => items[random.below(items.length)];

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0]);
}

function someCluster({ store, random, meetingIds }: World) {
  const meetingId = oneOf(random, meetingIds);
  const ids = readSpeakers(store, meetingId).clusters.map(({ id }) => id);
  return { meetingId, clusterId: oneOf(random, ids), other: oneOf(random, ids) };
}

/** A sample that counts, or one that was revoked. */
function someSample({ store, random, context }: World, isRevoked: boolean, change: typeof revokeSample) {
  const samples = listProfiles(store)
    .flatMap(({ id }) => listVoiceSamples(store, id))
    .filter(({ revokedAt }) => (revokedAt !== null) === isRevoked);
  return samples.length === 0 ? null : change(context, oneOf(random, samples).id);
}

/** A change by functions of the store, as a command makes it. */
const record = ({ store, context }: World, kind: string, apply: () => unknown) => {
  const operation = { kind, doing: kind, summary: kind, meetingId: null, now: context.now() };
  return Promise.resolve(recordOperation(store, operation, apply));
};

const actions: Readonly<Record<string, Action>> = {
  enroll: (world) => {
    const { meetingId, clusterId } = someCluster(world);
    const options = { fromMeeting: meetingId, cluster: clusterId, consent: true, force: true };
    return enrollSpeaker(world.context, oneOf(world.random, names), [], options);
  },
  name: (world) => {
    const { meetingId, clusterId } = someCluster(world);
    return nameCluster(world.context, meetingId, clusterId, oneOf(world.random, [...names, 'Anna']), {});
  },
  clear: (world) => {
    const { meetingId, clusterId } = someCluster(world);
    return nameCluster(world.context, meetingId, clusterId, undefined, { clear: true });
  },
  confirm: (world) => {
    const profiles = listProfiles(world.store);
    if (profiles.length === 0) return null;
    return record(world, 'confirm', () =>
      confirmLabel(world.store, someCluster(world), oneOf(world.random, profiles).id),
    );
  },
  reject: (world) => {
    const { store, random, meetingIds } = world;
    const named = meetingIds.flatMap((meetingId) =>
      readSpeakers(store, meetingId).speakers.flatMap(({ clusterId, profileId }) =>
        profileId === null ? [] : [{ meetingId, clusterId, profileId }],
      ),
    );
    if (named.length === 0) return null;
    const { profileId, ...cluster } = oneOf(random, named);
    return record(world, 'reject', () =>
      rejectProfile(store, cluster, { profileId, now: world.context.now() }),
    );
  },
  revoke: (world) => someSample(world, false, revokeSample),
  'restore sample': (world) => someSample(world, true, restoreSample),
  'merge profiles': ({ store, random, context }) => {
    const profiles = listProfiles(store);
    if (profiles.length < 2) return null;
    const [into, from] = [oneOf(random, profiles), oneOf(random, profiles)];
    return mergeProfiles(context, into.displayName, from.displayName, { force: true });
  },
  rename: (world) => {
    const profiles = listProfiles(world.store);
    if (profiles.length === 0) return null;
    const { displayName } = oneOf(world.random, profiles);
    return renameSpeaker(world.context, displayName, oneOf(world.random, [...names, 'Thomas']));
  },
  'merge clusters': (world) => {
    const { meetingId, clusterId, other } = someCluster(world);
    return mergeClusters(world.context, meetingId, clusterId, other);
  },
  split: (world) => {
    const { meetingId, clusterId } = someCluster(world);
    const { random, store, context } = world;
    if (random.below(2) === 0)
      return splitSpeaker(context, meetingId, clusterId, { at: String(random.below(45)) });
    const own = loadMeeting(store, meetingId).turns.flatMap((turn, i) =>
      turn.clusterId === clusterId ? [i + 1] : [],
    );
    const turns = own.filter(() => random.below(2) === 0).join(',') || '1';
    return splitSpeaker(context, meetingId, clusterId, {
      turns,
      name: oneOf(random, [undefined, 'Bo', 'Maya']),
    });
  },
  'restore passage': ({ random, context, meetingIds }) =>
    editPassages(context, oneOf(random, meetingIds), 'restore', [String(1 + random.below(2))]),
  'suppress passages': ({ store, random, context, meetingIds }) => {
    const edited = meetingIds.filter((id) => listSuppressed(store, id).some(({ restoredAt }) => restoredAt));
    return edited.length === 0 ? null : editPassages(context, oneOf(random, edited), 'suppress', ['all']);
  },
  relabel: ({ context }) => relabel(context, [], { all: true }),
  undo: ({ context }) => undo(context, undefined),
  'undo an earlier one': ({ store, random, context }) => {
    const standing = listOperations(store).filter(({ undoneAt }) => undoneAt === null);
    return standing.length === 0 ? null : undo(context, String(oneOf(random, standing).id));
  },
};

/** How often each action did something, over all sequences. */
const done = new Map(Object.keys(actions).map((name) => [name, 0]));

/** What the voices of profiles are computed to, and who everybody is. */
function identity(store: Store) {
  return {
    centroids: store.sql('SELECT * FROM voice_centroids ORDER BY profile_id, model').all(),
    profiles: store
      .sql('SELECT id, voice_vector, voice_confidence, voice_model_status FROM user_profiles ORDER BY id')
      .all(),
    // Similarities that are computed in two ways differ in the seventh decimal.
    labels: store
      .sql(
        `SELECT meeting_id, cluster_id, user_profile_id, display_name, label_source, round(confidence, 4) AS confidence,
                (SELECT group_concat(c.value ->> '$.profileId' || ' ' || round(c.value ->> '$.similarity', 4))
                 FROM json_each(candidates) c) AS candidates
         FROM speakers ORDER BY meeting_id, position`,
      )
      .all(),
  };
}

const saidByPeople = (store: Store) =>
  store
    .sql(
      `SELECT meeting_id, cluster_id, user_profile_id, display_name, label_source, confidence
       FROM speakers WHERE label_source <> 'automatic' ORDER BY meeting_id, position`,
    )
    .all();

/** Clusters that have the name of a profile that somebody said they are not. */
const wearsRejected = (store: Store) =>
  store
    .sql(
      `SELECT s.meeting_id, s.cluster_id FROM speakers s JOIN speaker_rejections r
       ON r.speaker_id = s.id AND r.profile_id = s.user_profile_id`,
    )
    .all();

/** In a copy of the store, computes all that follows from samples, and from what people said, from these alone. */
async function rebuiltIdentity(original: Store) {
  const home = tempFolder();
  original.db.prepare('VACUUM INTO ?').run(join(home, 'scribe.db'));
  const store = openStore({ home, now: at(50) });
  onTestFinished(() => store.close());
  store.sql('DELETE FROM voice_centroids').run();
  for (const { id } of listProfiles(store)) computeCentroids(store, id, at(50));
  store
    .sql(
      `UPDATE speakers SET user_profile_id = NULL, candidates = '[]', confidence = NULL
       WHERE label_source = 'automatic' AND centroid IS NOT NULL`,
    )
    .run();
  await relabel(createTestContext({ home }), [], { all: true });
  return identity(store);
}

/** The centroid of every profile, computed slowly from its samples that count. */
function checkCentroids(store: Store): void {
  for (const { id } of listProfiles(store)) {
    const samples = store
      .sql<{ vector: Buffer; seconds: number }>(
        'SELECT vector, seconds FROM voice_samples WHERE profile_id = ? AND revoked_at IS NULL',
      )
      .all(id);
    const stored = store
      .sql<{ vector: Buffer }>('SELECT vector FROM voice_centroids WHERE profile_id = ?')
      .get(id);
    const mean = meanDirection(
      samples.map(({ vector }) => toFloats(vector)),
      samples.map(({ seconds }) => seconds),
    );
    expect(stored === undefined).toBe(mean === null);
    if (stored && mean) expect(dot(toFloats(stored.vector), mean.vector)).toBeCloseTo(1, 5);
  }
}

const steps = 3 + 2 * Object.keys(actions).length;

describe('any sequence of what people do', () => {
  it.each([1, 2, 3, 4])(
    'can be rebuilt from the samples, and taken back to the first byte (seed %i)',
    { timeout: 60_000 },
    async (seed) => {
      const random = createRandom(seed);
      const store = tempStore();
      const meetingIds = populate(store, random);
      const context = createTestContext({ home: store.home, flags: { voiceModel: model } });
      const world = { store, context, meetingIds, random };
      const first = snapshot(store);
      const history: string[] = [];
      const deck: string[] = [];
      const explain = () => `seed ${seed}: ${history.join(', ')}`;

      for (let step = 0; step < steps; step++) {
        // Most of it needs people to be enrolled. Then everything comes equally often, in any order.
        if (deck.length === 0) deck.push(...shuffled(random, Object.keys(actions)));
        const name = step < 3 ? 'enroll' : deck.pop()!;
        const before = snapshot(store);
        history.push(name);
        try {
          if ((await actions[name](world)) === null) continue;
          done.set(name, done.get(name)! + 1);
        } catch (refusal) {
          // What cannot be done is said, and changes nothing.
          expect(refusal, explain()).toBeInstanceOf(ScribeError);
          expect((refusal as ScribeError).code, `${explain()}: ${refusal}`).toBe('USAGE');
          expect(snapshot(store), explain()).toEqual(before);
        }
        expect(store.db.pragma('foreign_key_check'), explain()).toEqual([]);
      }

      const said = saidByPeople(store);
      await relabel(context, [], { all: true });
      expect(saidByPeople(store), explain()).toEqual(said);
      expect(wearsRejected(store), explain()).toEqual([]);
      const reached = identity(store);
      checkCentroids(store);
      expect(await rebuiltIdentity(store), explain()).toEqual(reached);

      for (const { id } of listOperations(store).filter(({ undoneAt }) => undoneAt === null)) {
        history.push(`undo ${id}`);
        await undo(context, undefined).catch((refusal) => expect(`${explain()}: ${refusal}`).toBe(''));
      }
      expect(snapshot(store), explain()).toEqual(first);
    },
  );

  afterAll(() => expect([...done].filter(([, times]) => times === 0)).toEqual([]));
});
