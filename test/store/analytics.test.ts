import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/domain/time.js';
import { talkOf } from '../../src/store/analytics.js';
import { mergeClusters, splitCluster } from '../../src/store/clusters.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import { mergeTurns } from '../../src/transcript/regroup-turns.js';
import {
  at,
  complete,
  countRows,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  snapshot,
  tempStore,
} from './fixture.js';

function meetingOf(store: Store) {
  return complete(store, makeRecording('a.ogg'), enroll(store, 'Maya')).meetingId;
}

/** Gives the speakers of a meeting other spans. */
function setSpans(store: Store, meetingId: string, spans: Readonly<Record<string, readonly Span[]>>): void {
  for (const [clusterId, own] of Object.entries(spans))
    store
      .sql('UPDATE speakers SET spans = ?, seconds_spoken = ? WHERE meeting_id = ? AND cluster_id = ?')
      .run(
        JSON.stringify(own.map(({ start, end }) => [start, end])),
        own.reduce((sum, { start, end }) => sum + end - start, 0),
        meetingId,
        clusterId,
      );
}

describe('talkOf', () => {
  it('counts what is there', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    setSpans(store, meetingId, {
      S1: [
        { start: 1, end: 4 },
        { start: 10, end: 13 },
      ],
      S2: [{ start: 3, end: 5 }],
    });
    expect(talkOf(store, meetingId)).toEqual({
      speakers: [
        { clusterId: 'S1', seconds: 6, share: 0.75, turns: 1, words: 2 },
        { clusterId: 'S2', seconds: 2, share: 0.25, turns: 1, words: 0 },
      ],
      turns: 3,
      words: 3,
      speech: 7,
      overlap: 1,
      longestSilence: 5,
    });
  });

  it('counts time as a clock of milliseconds does', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    for (let seed = 1; seed <= 20; seed++) {
      const spans = { S1: randomSpans(seed), S2: randomSpans(seed + 100) };
      setSpans(store, meetingId, spans);
      const voices = Array.from(
        { length: 30_000 },
        (_, ms) =>
          [...spans.S1, ...spans.S2].filter(
            (span) => ms >= Math.round(span.start * 1000) && ms < Math.round(span.end * 1000),
          ).length,
      );
      const first = voices.findIndex((n) => n > 0);
      const last = voices.findLastIndex((n) => n > 0);
      const silences = voices
        .slice(first, last)
        .map((n) => (n === 0 ? '.' : '#'))
        .join('')
        .split(/#+/);
      const { speech, overlap, longestSilence } = talkOf(store, meetingId);
      expect(speech).toBeCloseTo(voices.filter((n) => n > 0).length / 1000, 6);
      expect(overlap).toBeCloseTo(voices.filter((n) => n > 1).length / 1000, 6);
      expect(longestSilence).toBeCloseTo(Math.max(...silences.map(({ length }) => length)) / 1000, 6);
    }
  });

  it('says nothing of a meeting in which nobody speaks', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    setSpans(store, meetingId, { S1: [], S2: [] });
    store.sql('DELETE FROM transcript_segments').run();
    const { speakers, ...all } = talkOf(store, meetingId);
    expect(speakers.map(({ share }) => share)).toEqual([null, null]);
    expect(all).toEqual({ turns: 0, words: 0, speech: 0, overlap: 0, longestSilence: 0 });
  });

  it('follows merged speakers, and undoing gives the old numbers', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    const [before, rows] = [talkOf(store, meetingId), snapshot(store)];
    recordOperation(store, { ...operation, meetingId }, () => {
      const spans = [
        { start: 0.1, end: 1 / 3 },
        { start: 4, end: 12 },
      ];
      mergeClusters(store, { meetingId, from: 'S2', into: 'S1', spans });
      const turns = mergeTurns(loadMeeting(store, meetingId).turns, 'S2', 'S1');
      replaceTurns(store, { meetingId, turns, newId, now: at(9) });
    });
    const merged = talkOf(store, meetingId);
    expect(merged.speakers).toMatchObject([{ clusterId: 'S1', share: 1, turns: 2, words: 2 }]);
    expect(merged.overlap).toBe(0);
    expect(before.overlap).toBeGreaterThan(0);
    undoOperation(store, { now: at(10) });
    expect(talkOf(store, meetingId)).toEqual(before);
    expect(snapshot(store)).toEqual(rows);
  });

  it('follows a speaker who is split', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    const { clusters, turns } = loadMeeting(store, meetingId);
    const [first, second] = clusters[0].spans;
    splitCluster(store, {
      meetingId,
      clusterId: 'S1',
      added: { rowId: newId(), clusterId: 'S3' },
      spans: { stays: [second], goes: [first] },
      voice: null,
      restVoice: null,
      goes: () => false,
    });
    const moved = turns.map((turn) => (turn.clusterId === 'S1' ? { ...turn, clusterId: 'S3' } : turn));
    replaceTurns(store, { meetingId, turns: moved, newId, now: at(9) });
    expect(talkOf(store, meetingId).speakers).toMatchObject([
      { clusterId: 'S1', turns: 0, words: 0 },
      { clusterId: 'S2', turns: 1 },
      { clusterId: 'S3', seconds: first.end - first.start, turns: 1, words: 2 },
    ]);
  });

  it('looks at the rows of one meeting only', () => {
    const store = tempStore();
    for (const view of ['speaker_talk', 'meeting_stretches', 'meeting_people']) {
      const plan = store
        .sql<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM ${view} WHERE meeting_id = ?`)
        .all('x')
        .map(({ detail }) => detail);
      const scans = plan.filter((line) => /^SCAN (?!CONSTANT|span|edge|\(subquery|meeting_)/.test(line));
      expect(scans, view).toEqual([]);
      expect(plan.join('\n'), view).toContain('idx_speakers_meeting_id (meeting_id=?)');
    }
  });
});

const operation = { kind: 'merge-clusters', doing: 'testing', summary: 'merged', now: at(9) };

/** Up to ten stretches, one after the other, in whole milliseconds of the first half minute. */
function randomSpans(seed: number): readonly Span[] {
  const random = randomNumbers(seed);
  const spans: Span[] = [];
  for (let time = Math.floor(random() * 3000); spans.length < 10 && time < 25_000; ) {
    const end = time + 100 + Math.floor(random() * 3000);
    spans.push({ start: time / 1000, end: end / 1000 });
    time = end + Math.floor(random() * 3000);
  }
  return spans;
}

describe('the row of a meeting in analytics', () => {
  it('is there once it is completed, with nothing judged', () => {
    const store = tempStore();
    const meetingId = meetingOf(store);
    expect(store.sql('SELECT * FROM analytics').all()).toEqual([
      {
        id: expect.any(String),
        meeting_id: meetingId,
        analysis_status: 'pending',
        meeting_effectiveness_score: null,
        overall_engagement_score: null,
        overall_sentiment_score: null,
        key_topics: null,
        action_items_summary: null,
        decisions_made: null,
        created_at: at(2),
        updated_at: at(2),
      },
    ]);
  });

  it('is the only one', () => {
    const store = tempStore();
    meetingOf(store);
    const again = `INSERT INTO analytics (id, meeting_id, created_at, updated_at)
      SELECT '${newId()}', meeting_id, created_at, updated_at FROM analytics`;
    expect(() => store.db.exec(again)).toThrow(/UNIQUE.*analytics.meeting_id/);
    expect(countRows(store, 'analytics')).toBe(1);
  });

  it.each(['meeting_effectiveness_score', 'overall_engagement_score', 'overall_sentiment_score'])(
    'has a %s from 0 to 1',
    (score) => {
      const store = tempStore();
      meetingOf(store);
      for (const value of [0, 0.5, 1]) store.sql(`UPDATE analytics SET ${score} = ?`).run(value);
      for (const value of [-0.01, 1.01])
        expect(() => store.sql(`UPDATE analytics SET ${score} = ?`).run(value)).toThrow(/CHECK/);
    },
  );
});
