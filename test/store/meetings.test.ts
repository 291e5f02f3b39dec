import { describe, expect, it } from 'vitest';
import { shortId } from '../../src/domain/meeting.js';
import { findRenderDebt, listArtifacts, listRenderDebts, saveArtifacts } from '../../src/store/artifacts.js';
import { getCached, putCached } from '../../src/store/cache.js';
import { completeMeeting, loadMeeting } from '../../src/store/completed-meetings.js';
import { listMeetings } from '../../src/store/list-meetings.js';
import {
  beginMeeting,
  failMeeting,
  removeMeeting,
  resolveMeetingId,
  startProcessing,
} from '../../src/store/meetings.js';
import { renameProfile } from '../../src/store/profiles.js';
import { acousticCandidates, acousticOf, findByContentFp, findBySha256 } from '../../src/store/recordings.js';
import { setTranscriptionStatus, transcriptionHistory } from '../../src/store/transcriptions.js';
import {
  at,
  begin,
  complete,
  countRows,
  enroll,
  makeArtifacts,
  makeMeeting,
  makeRecording,
  newId,
  tempStore,
} from './fixture.js';

describe('a meeting that is saved', () => {
  it('comes back number for number', () => {
    const store = tempStore();
    const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    expect(loadMeeting(store, meetingId)).toEqual(meeting);
  });

  it('is listed with its speakers, its times and its artifacts', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    const [summary] = listMeetings(store);
    expect(summary).toMatchObject({
      id: meetingId,
      status: 'completed',
      duration: 61.0375,
      startTime: '2026-01-05T08:59:30.250Z',
      startedAt: at(1),
      finishedAt: at(2),
      fileName: 'a.ogg',
    });
    expect(summary.speakers.map((s) => [s.clusterId, s.displayName, s.profileId])).toEqual([
      ['S1', 'Maya', maya.id],
      ['S2', null, null],
    ]);
    expect(summary.speakers[1].seconds).toBeCloseTo(3.5, 9);
    expect(listArtifacts(store, meetingId)).toEqual(makeArtifacts(meetingId));
    const end = store.sql<{ end: string }>('SELECT end_time AS end FROM meetings').get()?.end;
    expect(end).toBe('2026-01-05T09:00:31.287Z');
  });

  it('shows the name that a profile has now, also among the candidates', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    renameProfile(store, { profileId: maya.id, displayName: 'Maya Lind', now: at(9) });
    const [speaker] = loadMeeting(store, meetingId).speakers;
    expect(speaker.displayName).toBe('Maya Lind');
    expect(speaker.candidates[0].displayName).toBe('Maya Lind');
  });

  it('does not bring back a profile that was forgotten during the run', () => {
    const store = tempStore();
    const ghost = { id: newId(), displayName: 'Ghost' };
    const { meetingId } = complete(store, makeRecording('a.ogg'), ghost);
    const [speaker] = loadMeeting(store, meetingId).speakers;
    expect(speaker).toMatchObject({ profileId: null, displayName: null, candidates: [] });
    expect(JSON.stringify(store.sql('SELECT * FROM speakers').all())).not.toContain('Ghost');
  });

  it('nor the voice, which the run had in its memory and among its finished stages', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    const stage = `${recording.fingerprint.contentFp}:diarize:1`;
    putCached(store, { key: stage, value: 'the voice', expiresAt: at(59) });
    const { meetingId, meeting } = complete(store, recording, { id: newId(), displayName: 'Ghost' });
    const [theirs, another] = loadMeeting(store, meetingId).clusters;
    expect(theirs.centroid.vector).toHaveLength(0);
    expect(another).toEqual(meeting.clusters[1]);
    expect(getCached(store, stage, at(1))).toBeNull();
    expect(store.db.pragma('user_version', { simple: true })).toBe(1);
  });

  it('leaves nothing of itself when a part of it fails', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const recording = makeRecording('a.ogg');
    const begun = begin(store, recording);
    const meeting = makeMeeting(recording, maya);
    const twice = { ...meeting, clusters: [...meeting.clusters, meeting.clusters[0]] };
    const badTurn = { ...meeting, turns: [...meeting.turns, { ...meeting.turns[0], confidence: 2 }] };
    const save = { ...begun, meeting, style: 'verbatim', newId, now: at(2) } as const;
    const badStyle = { ...save, style: 'wild' as 'clean' };
    expect(() => completeMeeting(store, { ...save, meeting: twice })).toThrow(/UNIQUE/);
    expect(() => completeMeeting(store, { ...save, meeting: badTurn })).toThrow(/CHECK/);
    expect(() => completeMeeting(store, badStyle)).toThrow(/CHECK/);
    for (const table of ['speakers', 'transcript_segments', 'render_debts'])
      expect(countRows(store, table)).toBe(0);
    expect(listMeetings(store)[0]).toMatchObject({ status: 'processing', finishedAt: null, title: 'a.ogg' });
    expect(transcriptionHistory(store, begun.meetingId).map((entry) => entry.status)).toEqual(['pending']);
    completeMeeting(store, save);
    expect(listMeetings(store)[0].status).toBe('completed');
  });

  it('takes the place of the meetings that it replaces, whose files are owed their removal', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const old = complete(store, makeRecording('a.ogg'), maya);
    const next = complete(store, makeRecording('a.ogg'), maya, { minute: 5, replaces: [old.meetingId] });
    expect(next.resumed).toBe(false);
    expect(listMeetings(store).map((m) => m.id)).toEqual([next.meetingId]);
    expect(listRenderDebts(store).map((debt) => debt.meetingId)).toEqual([old.meetingId, next.meetingId]);
    expect(countRows(store, 'files')).toBe(1);
  });

  it('is refused when another program removed it', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    const begun = begin(store, recording);
    removeMeeting(store, begun.meetingId);
    const meeting = makeMeeting(recording, enroll(store, 'Maya'));
    const save = () => completeMeeting(store, { ...begun, meeting, style: 'clean', newId, now: at(2) });
    expect(save).toThrow(
      expect.objectContaining({ code: 'STORE', message: expect.stringContaining('/recordings/a.ogg') }),
    );
  });

  it('keeps one row for each type of artifact', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const again = [{ type: 'transcript.md', key: 'new/transcript.md', size: 9, sha256: 'cd'.repeat(32) }];
    saveArtifacts(store, { meetingId, artifacts: again, newId, now: at(9) });
    expect(listArtifacts(store, meetingId).map(({ key }) => key)).toEqual([
      'new/transcript.md',
      `${meetingId}/transcript.vtt`,
    ]);
  });
});

describe('a run', () => {
  it('goes on with what a killed one left, under the title of today', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    const first = beginMeeting(store, { recording, stream: 0, title: 'a', newId, now: at(1) });
    expect(first.resumed).toBe(false);
    expect(beginMeeting(store, { recording, stream: 0, title: 'b', newId, now: at(2) })).toEqual({
      ...first,
      resumed: true,
    });
    startProcessing(store, first.meetingId, at(3));
    expect(beginMeeting(store, { recording, stream: 0, title: 'c', newId, now: at(4) })).toEqual({
      ...first,
      resumed: true,
    });
    expect(listMeetings(store)).toHaveLength(1);
    expect(listMeetings(store)[0]).toMatchObject({ title: 'c', startedAt: at(3), createdAt: at(1) });
  });

  it('goes on with the same samples from another container, and forgets the first', () => {
    const store = tempStore();
    const ogg = makeRecording('a.ogg');
    const wav = makeRecording('a.wav');
    const same = { ...wav, fingerprint: { ...wav.fingerprint, contentFp: ogg.fingerprint.contentFp } };
    const first = begin(store, ogg);
    expect(begin(store, same, 2)).toEqual({ ...first, resumed: true });
    expect(countRows(store, 'files')).toBe(1);
    expect(listMeetings(store)[0].fileName).toBe('a.wav');
  });

  it('begins anew for another stream, and after an end', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const recording = makeRecording('a.mkv');
    const other = makeRecording('second stream');
    const stream1 = {
      ...recording,
      fingerprint: { ...other.fingerprint, sha256: recording.fingerprint.sha256 },
    };
    const done = complete(store, recording, maya);
    const second = begin(store, stream1, 5, 1);
    expect(second.resumed).toBe(false);
    failMeeting(store, { meetingId: second.meetingId, message: 'no', newId, now: at(6) });
    const third = begin(store, stream1, 7, 1);
    expect(new Set([done.meetingId, second.meetingId, third.meetingId]).size).toBe(3);
    expect(countRows(store, 'files')).toBe(2);
  });

  it('tells how far it came, and fails with its transcription', () => {
    const store = tempStore();
    const { meetingId, transcriptionId } = beginMeeting(store, {
      recording: makeRecording('a.ogg'),
      stream: 0,
      title: 'a',
      newId,
      now: at(1),
    });
    setTranscriptionStatus(store, {
      transcriptionId,
      status: 'transcribing',
      historyId: newId(),
      now: at(2),
    });
    failMeeting(store, { meetingId, message: 'The disk is full.', newId, now: at(3) });
    expect(transcriptionHistory(store, meetingId)).toEqual([
      { status: 'pending', message: null, at: at(1) },
      { status: 'transcribing', message: null, at: at(2) },
      { status: 'failed', message: 'The disk is full.', at: at(3) },
    ]);
    expect(listMeetings(store)[0]).toMatchObject({
      status: 'failed',
      statusMessage: 'The disk is full.',
      finishedAt: at(3),
    });
    failMeeting(store, { meetingId, message: 'again', newId, now: at(4) });
    expect(listMeetings(store)[0].statusMessage).toBe('The disk is full.');
  });

  it('does not turn a completed meeting into a failed one', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    failMeeting(store, { meetingId, message: 'late', newId, now: at(4) });
    startProcessing(store, meetingId, at(5));
    expect(listMeetings(store)[0]).toMatchObject({
      status: 'completed',
      statusMessage: null,
      startedAt: at(1),
    });
  });
});

describe('a known recording', () => {
  const like = { duration: 60, words: 1 };

  it('is found by its bytes and by its samples once its meeting is completed', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const recording = makeRecording('a.ogg');
    const { sha256, contentFp } = recording.fingerprint;
    const begun = begin(store, recording);
    expect(findBySha256(store, sha256)).toEqual([]);
    expect(findByContentFp(store, contentFp)).toEqual([]);
    expect(acousticCandidates(store, like)).toEqual([]);
    completeMeeting(store, {
      ...begun,
      meeting: makeMeeting(recording, maya),
      style: 'clean',
      newId,
      now: at(3),
    });
    const known = { stream: 0, meetingId: begun.meetingId, fileName: 'a.ogg', finishedAt: at(3) };
    expect(findBySha256(store, sha256)).toEqual([expect.objectContaining(known)]);
    expect(findByContentFp(store, contentFp)).toEqual([expect.objectContaining(known)]);
    expect(findBySha256(store, 'f'.repeat(64))).toEqual([]);
  });

  it('is offered by its sound, what is nearest in length first, and what is too short for that not at all', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const a = complete(store, makeRecording('a.ogg'), maya);
    const b = complete(store, makeRecording('b.ogg', { duration: 10 }), maya, { minute: 5 });
    const c = complete(store, makeRecording('c.ogg'), maya, { minute: 9 });
    const ids = (duration: number, words = 5) =>
      acousticCandidates(store, { duration, words }).map(({ meetingId }) => meetingId);
    expect(ids(61)).toEqual([c.meetingId, a.meetingId, b.meetingId]);
    expect(ids(12)).toEqual([b.meetingId, c.meetingId, a.meetingId]);
    expect(ids(61, 6)).toEqual([]);
    const [{ fileId, duration }] = acousticCandidates(store, like);
    expect(duration).toBe(61.0375);
    expect(acousticOf(store, fileId)).toEqual(c.meeting.recording.fingerprint.acoustic);
    removeMeeting(store, c.meetingId);
    expect(ids(61)).toEqual([a.meetingId, b.meetingId]);
    expect(acousticOf(store, fileId)).toHaveLength(0);
  });
});

describe('the list of meetings', () => {
  it('is newest first, and can be narrowed', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const tom = enroll(store, 'Tom');
    const a = complete(store, makeRecording('a.ogg'), maya);
    const b = complete(store, makeRecording('b.ogg'), tom, { minute: 5 });
    const c = begin(store, makeRecording('c.ogg'), 9);
    const ids = (filter = {}) => listMeetings(store, filter).map((m) => m.id);
    expect(ids()).toEqual([c.meetingId, b.meetingId, a.meetingId]);
    expect(ids({ limit: 2 })).toEqual([c.meetingId, b.meetingId]);
    expect(ids({ status: 'completed' })).toEqual([b.meetingId, a.meetingId]);
    expect(ids({ profileId: maya.id })).toEqual([a.meetingId]);
    expect(ids({ sha256: makeRecording('b.ogg').fingerprint.sha256 })).toEqual([b.meetingId]);
    expect(ids({ id: c.meetingId })).toEqual([c.meetingId]);
  });

  it('finds a meeting by its short id, its whole id or the beginning of either', () => {
    const store = tempStore();
    const ids = [
      '01900000-0000-7000-8000-0000aa000001',
      '01900000-0000-7000-8000-0000ab000002',
      '02900000-0000-7000-8000-000001900000',
    ];
    for (const id of ids)
      store.sql("INSERT INTO meetings (id, status, title) VALUES (?, 'pending', ?)").run(id, `t${id[1]}`);
    for (const [given, index] of [
      ['02', 2],
      [ids[0].toUpperCase(), 0],
      ['029000000', 2],
      ['aa000001', 0],
      ['AB', 1],
      // The short id of one, although the ids of others begin so.
      ['01900000', 2],
      ['0190000000', -1],
      ['0190', -1],
    ] as const) {
      if (index >= 0) expect(resolveMeetingId(store, given), given).toBe(ids[index]);
      else
        expect(() => resolveMeetingId(store, given)).toThrow(
          expect.objectContaining({
            code: 'USAGE',
            message: expect.stringMatching(/^(?=.*aa000001)(?=.*ab000002)(?!.*t1)/),
          }),
        );
    }
    for (const nothing of ['ff', '', '%', '0_9'])
      expect(() => resolveMeetingId(store, nothing)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('knows the newest meeting as `last`', () => {
    const store = tempStore();
    expect(() => resolveMeetingId(store, 'last')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    begin(store, makeRecording('a.ogg'), 1);
    const { meetingId } = begin(store, makeRecording('b.ogg'), 3);
    begin(store, makeRecording('c.ogg'), 2);
    expect(resolveMeetingId(store, 'last')).toBe(meetingId);
    expect(resolveMeetingId(store, ' Last ')).toBe(listMeetings(store)[0].id);
  });

  it('gets a short id that no other meeting has, whatever the hour', () => {
    const store = tempStore();
    const given = [
      '01900000-0000-7000-8000-0000aaaaaaaa',
      '01900000-0000-7000-8000-0001aaaaaaaa',
      '01900000-0000-7000-8000-0001bbbbbbbb',
    ];
    const meetings = given.slice(1).map((_, i) => {
      const recording = makeRecording(`${i}.ogg`);
      const ids = i === 0 ? [newId(), given[0]] : [newId(), given[1], given[2]];
      const next = () => ids.shift() ?? newId();
      return beginMeeting(store, { recording, stream: 0, title: 't', newId: next, now: at(i) }).meetingId;
    });
    expect(meetings).toEqual([given[0], given[2]]);
    expect(meetings.map(shortId)).toEqual(['aaaaaaaa', 'bbbbbbbb']);
    const sameMoment = Array.from({ length: 1000 }, () => shortId(newId()));
    expect(new Set(sameMoment).size).toBe(1000);
    expect(new Set(sameMoment.map((id) => id[0])).size).toBe(16);
  });
});

describe('removing a meeting', () => {
  it('owes the removal of its files, and takes the recording along when nobody else needs it', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const recording = makeRecording('a.ogg');
    const key = `${recording.fingerprint.contentFp}:recognition:1`;
    const otherKey = `${makeRecording('b.ogg').fingerprint.contentFp}:recognition:1`;
    const decoded = `${recording.fingerprint.sha256}:decode:1`;
    for (const k of [key, otherKey, decoded]) putCached(store, { key: k, value: '[]', expiresAt: at(59) });
    const a = complete(store, recording, maya);
    const b = complete(store, recording, maya, { minute: 5 });
    removeMeeting(store, a.meetingId);
    expect(findRenderDebt(store, a.meetingId)).toMatchObject({ meetingId: a.meetingId });
    expect([countRows(store, 'files'), getCached(store, key, at(1))]).toEqual([1, '[]']);
    removeMeeting(store, b.meetingId);
    expect([countRows(store, 'files'), getCached(store, key, at(1))]).toEqual([0, null]);
    expect(getCached(store, decoded, at(1))).toBeNull();
    expect(getCached(store, otherKey, at(1))).toBe('[]');
    removeMeeting(store, b.meetingId);
    expect(() => loadMeeting(store, b.meetingId)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
