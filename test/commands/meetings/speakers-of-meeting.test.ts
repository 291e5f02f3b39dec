import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseTurns } from '../../../src/commands/meetings/choose-turns.js';
import { mergeSpeakers } from '../../../src/commands/meetings/merge.js';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import { splitSpeaker } from '../../../src/commands/meetings/split.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { editPassages } from '../../../src/commands/transcript/edit-passages.js';
import type { Meeting } from '../../../src/domain/meeting.js';
import { dot, meanDirection } from '../../../src/domain/vectors.js';
import { toBlob } from '../../../src/store/columns.js';
import { completeMeeting, loadMeeting } from '../../../src/store/completed-meetings.js';
import { listRejections, rejectProfile } from '../../../src/store/labels.js';
import { listOperations } from '../../../src/store/operations.js';
import { addVoiceSamples, listVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext } from '../../command-context.js';
import {
  at,
  begin,
  countRows,
  enroll,
  makeMeeting,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  snapshot,
  tempStore,
} from '../../store/fixture.js';

/** A stored meeting, changed as the test needs it, and the commands on it. */
function prepare(change: (meeting: Meeting) => Meeting = (meeting) => meeting) {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const begun = begin(store, makeRecording('a.ogg'));
  const { meetingId } = begun;
  const meeting = change(makeMeeting(makeRecording('a.ogg'), maya, meetingId));
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now: at(2) });
  const voice = meeting.clusters[0].centroid;
  addVoiceSamples(store, {
    profileId: maya.id,
    samples: [{ id: newId(), source: { path: '-' }, embedding: voice, seconds: 5 }],
    now: at(3),
  });
  const context = createTestContext({ home: store.home });
  const load = () => loadMeeting(store, meetingId);
  const text = () => readFileSync(join(store.home, 'artifacts', meetingId, 'transcript.txt'), 'utf8');
  return { store, maya, meeting, meetingId, context, load, text };
}

const words = (start: number, text: string) =>
  text.split(' ').map((word, i) => ({ text: word, start: start + i, end: start + i + 0.9, confidence: 0.5 }));

const turnOf = (clusterId: string, start: number, text: string) => ({
  clusterId,
  start,
  end: words(start, text).at(-1)!.end,
  text,
  confidence: 0.5,
  language: 'en',
  words: words(start, text),
});

describe('scribe meetings name', () => {
  it('gives a name, keeps no biometrics, and takes it away again', async () => {
    const { store, meetingId, context, load, text } = prepare();
    const samples = countRows(store, 'voice_samples');
    await nameCluster(context, 'last', 's2', ' Anna Berg ', {});
    expect(load().speakers[1]).toMatchObject({ profileId: null, displayName: 'Anna Berg', source: 'named' });
    expect(context.printed.out).toBe('S2 (Speaker 2) is called Anna Berg; 1 transcript written again.\n');
    expect(text()).toContain('Anna Berg: ');
    expect([countRows(store, 'voice_samples'), countRows(store, 'user_profiles')]).toEqual([samples, 1]);
    expect(listOperations(store, { meetingId })[0].summary).toBe(
      'S2 of "Stand-up, “Monday” 🌊" is called Anna Berg',
    );
    await nameCluster(context, 'last', 'S2', undefined, { clear: true });
    expect(load().speakers[1]).toMatchObject({ displayName: null });
    expect(load().speakers[1].source).toBeUndefined();
    expect(text()).not.toContain('Anna Berg');
  });

  it('of somebody who is enrolled confirms the profile, and adds no sample', async () => {
    const { store, maya, context, load } = prepare();
    await nameCluster(context, 'last', 'S2', 'maya', {});
    expect(load().speakers[1]).toMatchObject({
      profileId: maya.id,
      displayName: 'Maya',
      source: 'confirmed',
    });
    expect(context.printed.out).toContain('is Maya, who is enrolled; no sample was added');
    expect(listVoiceSamples(store, maya.id)).toHaveLength(1);
  });

  it('clears a wrong name, and the voice gets its own again', async () => {
    const { context, load } = prepare();
    await nameCluster(context, 'last', 'S1', 'Anna', {});
    expect(load().speakers[0].displayName).toBe('Anna');
    await nameCluster(context, 'last', 'S1', undefined, { clear: true });
    expect(load().speakers[0]).toMatchObject({ displayName: 'Maya' });
  });

  it.each([
    ['S9', 'Anna', {}, 'has no speaker S9'],
    ['S2', 'Speaker 4', {}, 'scribe uses it for voices without a name'],
    ['S2', undefined, {}, 'needs a name, or --clear'],
    ['S2', 'Anna', { clear: true }, 'needs a name, or --clear'],
  ] as const)('%s as %s %o is refused', async (cluster, name, options, problem) => {
    const { store, context } = prepare();
    const before = snapshot(store);
    await expect(nameCluster(context, 'last', cluster, name, options)).rejects.toThrow(problem);
    expect(snapshot(store)).toEqual(before);
  });
});

/** S2 says something twice, S3 in between and after. */
const threeVoices = (meeting: Meeting): Meeting => ({
  ...meeting,
  clusters: [
    ...meeting.clusters,
    {
      id: 'S3',
      spans: [
        { start: 11, end: 13 },
        { start: 30, end: 31 },
      ],
      centroid: { model: 'campplus-zh-en', vector: randomVoice(randomNumbers(99)) },
    },
  ],
  speakers: [
    ...meeting.speakers,
    { clusterId: 'S3', profileId: null, displayName: null, similarity: 0.1, candidates: [] },
  ],
  turns: [
    turnOf('S1', 0, 'Good morning.'),
    turnOf('S2', 8.5, 'it is'),
    turnOf('S3', 11, 'done now'),
    turnOf('S1', 14, 'Yes.'),
    turnOf('S3', 30, 'Bye.'),
  ],
  suppressed: meeting.suppressed.map((passage) => ({ ...passage, clusterId: 'S3' })),
});

describe('scribe meetings merge', () => {
  it('makes two speakers one: turns, spans, voice, suppressed passages and what refers to them', async () => {
    const { store, maya, meetingId, meeting, context, load, text } = prepare(threeVoices);
    const [from] = store
      .sql<{ id: string; segment: string }>(
        `SELECT s.id, g.id AS segment FROM speakers s JOIN transcript_segments g ON g.speaker_id = s.id
         WHERE s.cluster_id = 'S3' ORDER BY g.position`,
      )
      .all();
    store
      .sql(
        `INSERT INTO tasks (id, meeting_id, title, owner_speaker_id, source_segment_ids, created_at, updated_at)
         VALUES (?, ?, 'call', ?, json_array(?), ?, ?)`,
      )
      .run(newId(), meetingId, from.id, from.segment, at(4), at(4));
    rejectProfile(store, { meetingId, clusterId: 'S3' }, { profileId: maya.id, now: at(4) });
    const before = snapshot(store);
    await mergeSpeakers(context, 'last', 'S2', 's3');

    const { clusters, turns, suppressed } = load();
    expect(clusters.map(({ id }) => id)).toEqual(['S1', 'S2']);
    expect(turns.map(({ clusterId, text }) => `${clusterId} ${text}`)).toEqual([
      'S1 Good morning.',
      'S2 it is done now',
      'S1 Yes.',
      'S2 Bye.',
    ]);
    expect(clusters[1].spans).toEqual([
      { start: 8.5, end: 13 },
      { start: 30, end: 31 },
    ]);
    const [a, b] = meeting.clusters.slice(1).map(({ centroid }) => centroid.vector);
    expect(dot(clusters[1].centroid.vector, meanDirection([a, b], [3.5, 3])!.vector)).toBeCloseTo(1, 6);
    expect(suppressed.map(({ clusterId }) => clusterId)).toEqual(['S2', 'S2']);
    expect(listRejections(store, meetingId)).toEqual([{ clusterId: 'S2', profileId: maya.id }]);
    const task = store
      .sql<{ owner: string; text: string }>(
        `SELECT s.cluster_id AS owner, g.text FROM tasks t JOIN speakers s ON s.id = t.owner_speaker_id
         JOIN transcript_segments g ON g.id = t.source_segment_ids ->> '$[0]'`,
      )
      .get();
    expect(task).toEqual({ owner: 'S2', text: 'it is done now' });
    expect(store.db.pragma('foreign_key_check')).toEqual([]);
    expect(text()).toContain('Speaker 2: it is done now');
    expect(context.printed.out).toBe(
      '2 turns of S3 belong to S2 (Speaker 2) now; 1 transcript written again.\n',
    );

    await undo(context, undefined);
    expect(snapshot(store)).toEqual(before);
    expect(text()).toContain('Speaker 3: done now');
  });

  it('keeps a name that a person gave either of them, and samples stay those of the voice', async () => {
    const { store, meetingId, maya, context, load } = prepare(threeVoices);
    addVoiceSamples(store, {
      profileId: maya.id,
      samples: [
        {
          id: newId(),
          source: { meetingId, clusterId: 'S3' },
          embedding: { model: 'campplus-zh-en', vector: randomVoice(randomNumbers(3)) },
          seconds: 3,
        },
      ],
      now: at(5),
    });
    await nameCluster(context, 'last', 'S3', 'Anna', {});
    await mergeSpeakers(context, 'last', 'S2', 'S3');
    expect(load().speakers[1]).toMatchObject({ clusterId: 'S2', displayName: 'Anna', source: 'named' });
    expect(listVoiceSamples(store, maya.id).map(({ source }) => source)).toContainEqual({
      meetingId,
      clusterId: 'S2',
    });
  });

  it('and what is restored afterwards is of the one who is left', async () => {
    const { context, load } = prepare(threeVoices);
    await editPassages(context, 'last', 'restore', ['2']);
    await mergeSpeakers(context, 'last', 'S2', 'S3');
    await editPassages(context, 'last', 'restore', ['1']);
    const { turns } = load();
    expect(turns.some(({ clusterId }) => clusterId === 'S3')).toBe(false);
    expect(turns.map(({ text }) => text)).toEqual(expect.arrayContaining(['Thank you.', '谢谢观看', 'Bye.']));
    // Undoing the merge would leave what was restored since without its speaker.
    await expect(undo(context, '2')).rejects.toThrow('a later operation, 3 (restored 1 passage)');
  });

  it.each([
    ['S2', 'S2', 'that is one speaker already'],
    ['S2', 'S7', 'has no speaker S7'],
  ])('%s and %s are refused', async (into, from, problem) => {
    const { context } = prepare(threeVoices);
    await expect(mergeSpeakers(context, 'last', into, from)).rejects.toThrow(problem);
  });
});

/** S2 speaks at length. */
const longSpeech = (meeting: Meeting): Meeting => ({
  ...meeting,
  clusters: meeting.clusters.map((cluster) =>
    cluster.id === 'S2' ? { ...cluster, spans: [{ start: 8, end: 30 }] } : cluster,
  ),
  turns: [
    turnOf('S1', 0, 'Good morning.'),
    turnOf('S2', 8, 'one two three four'),
    turnOf('S1', 13, 'Yes.'),
    turnOf('S2', 20, 'five six'),
    turnOf('S2', 28, 'seven eight'),
  ],
});

describe('scribe meetings split', () => {
  it('lists the turns of a speaker with their numbers', async () => {
    const { context } = prepare(longSpeech);
    await splitSpeaker(context, 'last', 'S2', {});
    expect(context.printed.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['TURN', 'TIME', 'TEXT'],
      ['2', '00:00:08', 'one two three four'],
      ['4', '00:00:20', 'five six'],
      ['5', '00:00:28', 'seven eight'],
      [''],
    ]);
  });

  it('gives turns to a new speaker, and undoing gives them back', async () => {
    const { store, context, load, text } = prepare(longSpeech);
    const before = snapshot(store);
    await splitSpeaker(context, 'last', 'S2', { turns: '4', name: 'Anna' });
    const { clusters, turns, suppressed } = load();
    expect(turns.map(({ clusterId, text }) => `${clusterId} ${text}`)).toEqual([
      'S1 Good morning.',
      'S2 one two three four',
      'S1 Yes.',
      'S3 five six',
      'S2 seven eight',
    ]);
    expect(clusters.map(({ id, spans }) => [id, spans])).toEqual([
      ['S1', clusters[0].spans],
      [
        'S2',
        [
          { start: 8, end: 15.95 },
          { start: 24.95, end: 30 },
        ],
      ],
      ['S3', [{ start: 15.95, end: 24.95 }]],
    ]);
    expect(suppressed.map(({ clusterId }) => clusterId)).toEqual(['S3', 'unattributed']);
    expect(text()).toContain('Anna: five six');
    expect(context.printed.err).toContain('S3 has no voice');
    expect(clusters[2].centroid.vector).toHaveLength(0);
    await undo(context, undefined);
    expect(snapshot(store)).toEqual(before);
  });

  it('at a moment cuts a turn between two words', async () => {
    const { context, load } = prepare(longSpeech);
    await splitSpeaker(context, 'last', 'S2', { at: '0:10' });
    expect(load().turns.map(({ clusterId, text }) => `${clusterId} ${text}`)).toEqual([
      'S1 Good morning.',
      'S2 one two',
      'S3 three four',
      'S1 Yes.',
      'S3 five six',
      'S3 seven eight',
    ]);
  });

  it('computes both voices anew where those of turns were kept, and names whom they are of', async () => {
    const { store, maya, meeting, context, load } = prepare(longSpeech);
    const other = randomVoice(randomNumbers(77));
    const keep = store.sql(
      `UPDATE transcript_segments SET feature_vector = ?, feature_model = 'campplus-zh-en', feature_dims = ?
       WHERE position = ?`,
    );
    const mayas = meeting.clusters[0].centroid.vector;
    for (const [position, vector] of [
      [1, other],
      [3, mayas],
      [4, mayas],
    ] as const)
      keep.run(toBlob(vector), vector.length, position);
    store.sql(`UPDATE speakers SET user_profile_id = NULL, confidence = 0, candidates = '[]'`).run();
    store.sql(`UPDATE speakers SET centroid = NULL WHERE cluster_id = 'S1'`).run();
    await splitSpeaker(context, 'last', 'S2', { turns: '4-5' });
    const { clusters, speakers } = load();
    expect(dot(clusters[1].centroid.vector, other)).toBeCloseTo(1, 6);
    expect(speakers.find(({ clusterId }) => clusterId === 'S3')).toMatchObject({ profileId: maya.id });
    expect(context.printed.err).toBe('');
  });

  it('does not use the number of a speaker who was merged away', async () => {
    const { context, load } = prepare(threeVoices);
    await mergeSpeakers(context, 'last', 'S2', 'S3');
    await splitSpeaker(context, 'last', 'S2', { turns: '4' });
    expect(load().clusters.map(({ id }) => id)).toEqual(['S1', 'S2', 'S4']);
  });

  it.each([
    [{ turns: '1' }, 'turn 1 is not one of S2'],
    [{ turns: '2,9' }, 'turn 9 is not one of S2'],
    [{ turns: '2,4-5' }, 'these are all of its turns'],
    [{ turns: '5-4' }, 'it must be numbers and ranges such as 4,7-9'],
    [{ turns: 'two' }, 'it must be numbers and ranges such as 4,7-9'],
    [{ at: 'noon' }, 'it must be a time such as 75 or 1:15'],
    [{ at: '0:45' }, 'it says nothing from 0:45 on'],
    [{ at: '1' }, 'these are all of its turns'],
    [{ at: '10', turns: '2' }, '--at and --turns cannot be used together'],
  ])('%o is refused', (options, problem) => {
    const meeting = longSpeech(makeMeeting(makeRecording('a.ogg'), { id: 'p', displayName: 'Maya' }));
    expect(() => chooseTurns(meeting, 'S2', options)).toThrow(problem);
  });

  it('that is refused changes nothing', async () => {
    const { store, context } = prepare(longSpeech);
    const before = snapshot(store);
    await expect(splitSpeaker(context, 'last', 'S2', { turns: '4', name: 'unknown' })).rejects.toThrow(
      'Naming',
    );
    expect(snapshot(store)).toEqual(before);
  });
});
