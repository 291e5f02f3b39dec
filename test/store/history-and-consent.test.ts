import { describe, expect, it } from 'vitest';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { failMeeting } from '../../src/store/meetings.js';
import { addProcessingEvent, processingEvents } from '../../src/store/processing-events.js';
import type { Store } from '../../src/store/store.js';
import { setTranscriptionStatus, transcriptionHistory } from '../../src/store/transcriptions.js';
import { addVoiceSamples } from '../../src/store/voice-samples.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId, randomVoice, tempStore } from './fixture.js';

describe('the history of a transcription', () => {
  const move = (
    store: Store,
    transcriptionId: string,
    status: 'transcribing' | 'diarizing',
    minute: number,
  ) => setTranscriptionStatus(store, { transcriptionId, status, historyId: newId(), now: at(minute) });

  it('has every status, from the first to the last', () => {
    const store = tempStore();
    const begun = begin(store, makeRecording('a.ogg'));
    move(store, begun.transcriptionId, 'transcribing', 2);
    move(store, begun.transcriptionId, 'diarizing', 3);
    // A run that was killed begins again.
    move(store, begun.transcriptionId, 'transcribing', 4);
    const meeting = makeMeeting(makeRecording('a.ogg'), enroll(store, 'Maya'), begun.meetingId);
    completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now: at(5) });
    expect(transcriptionHistory(store, begun.meetingId)).toEqual([
      { status: 'pending', message: null, at: at(1) },
      { status: 'transcribing', message: null, at: at(2) },
      { status: 'diarizing', message: null, at: at(3) },
      { status: 'transcribing', message: null, at: at(4) },
      { status: 'completed', message: null, at: at(5) },
    ]);
  });

  it('is in order when the clock was set back', () => {
    const store = tempStore();
    const begun = begin(store, makeRecording('a.ogg'));
    move(store, begun.transcriptionId, 'transcribing', 9);
    move(store, begun.transcriptionId, 'diarizing', 2);
    expect(transcriptionHistory(store, begun.meetingId).slice(1)).toEqual([
      { status: 'transcribing', message: null, at: at(9) },
      { status: 'diarizing', message: null, at: at(9) },
    ]);
  });

  it('says why it failed', () => {
    const store = tempStore();
    const { meetingId } = begin(store, makeRecording('a.ogg'));
    failMeeting(store, { meetingId, message: 'The disk is full.', reason: 'STORE', newId, now: at(2) });
    expect(transcriptionHistory(store, meetingId).at(-1)).toEqual({
      status: 'failed',
      message: 'The disk is full.',
      at: at(2),
    });
    expect(store.sql('SELECT status, error_reason AS reason FROM meetings').get()).toEqual({
      status: 'failed',
      reason: 'STORE',
    });
  });

  it('has no gap: a status that is not in it is refused, and so is one that is not its last line', () => {
    const store = tempStore();
    const { transcriptionId } = begin(store, makeRecording('a.ogg'));
    const set = (status: string, minute: number) =>
      store
        .sql('UPDATE transcriptions SET status = ?, updated_at = ? WHERE id = ?')
        .run(status, at(minute), transcriptionId);
    expect(() => set('transcribing', 2)).toThrow('every status of a transcription stands in its history');
    move(store, transcriptionId, 'transcribing', 2);
    move(store, transcriptionId, 'diarizing', 3);
    expect(() => set('transcribing', 4)).toThrow('stands in its history');
    store.db.exec("DELETE FROM transcription_status_history WHERE status = 'diarizing'");
    expect(() => move(store, transcriptionId, 'transcribing', 5)).toThrow('stands in its history');
  });

  it('is not rewritten', () => {
    const store = tempStore();
    begin(store, makeRecording('a.ogg'));
    expect(() => store.db.exec("UPDATE transcription_status_history SET status = 'failed'")).toThrow(
      'is not rewritten',
    );
  });
});

describe('the reason of a failure', () => {
  it('is a code, of a meeting that failed', () => {
    const store = tempStore();
    const { meetingId } = begin(store, makeRecording('a.ogg'));
    expect(() => store.sql("UPDATE meetings SET error_reason = 'MODEL'").run()).toThrow(/CHECK/);
    const long = 'X'.repeat(65);
    const fail = (reason: string) =>
      failMeeting(store, { meetingId, message: 'no', reason, newId, now: at(2) });
    expect(() => fail(long)).toThrow(/CHECK/);
    expect(() => fail('')).toThrow(/CHECK/);
    fail('MODEL');
    expect(store.sql('SELECT error_reason AS reason FROM meetings').get()).toEqual({ reason: 'MODEL' });
  });
});

describe('an event of a meeting', () => {
  it('does not call the recording by its name', () => {
    const store = tempStore();
    const { meetingId } = begin(
      store,
      makeRecording('our board meeting.ogg', { path: 'our talks/board.ogg' }),
    );
    addProcessingEvent(store, {
      id: newId(),
      meetingId,
      stage: 'decode',
      status: 'FAILED',
      errorMessage:
        'Decoding our talks/board.ogg failed: ask maya@example.com why our board meeting.ogg is empty.',
      createdAt: at(2),
    });
    expect(processingEvents(store, meetingId)[0].errorMessage).toBe(
      'Decoding <path> failed: ask <e-mail> why <path> is empty.',
    );
  });
});

describe('a voice', () => {
  const refusal = 'a voice is kept only with consent';

  it('comes in by no door without consent', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const samples = [
      {
        id: newId(),
        source: { path: 'a.wav' },
        embedding: { model: 'net', vector: randomVoice(() => 0.7) },
        seconds: 8,
      },
    ];
    addVoiceSamples(store, { profileId: maya.id, samples, now: at(1) });
    const tom = newId();
    store.sql("INSERT INTO user_profiles (id, display_name, name_key) VALUES (?, 'Tom', 'tom')").run(tom);
    const run = (sql: string, ...values: unknown[]) => store.sql(sql).run(...values);
    expect(() => addVoiceSamples(store, { profileId: tom, samples, now: at(2) })).toThrow(refusal);
    expect(() => run('UPDATE voice_samples SET profile_id = ?', tom)).toThrow(refusal);
    expect(() => run('UPDATE voice_centroids SET profile_id = ?', tom)).toThrow(refusal);
    expect(() =>
      run(
        "INSERT INTO voice_centroids (profile_id, model, dims, vector) VALUES (?, 'net', 1, x'0000803f')",
        tom,
      ),
    ).toThrow(refusal);
    expect(() =>
      run(
        `UPDATE user_profiles SET voice_vector = x'0000803f', voice_model = 'net', voice_dims = 1, embeddings = '[1]'
         WHERE id = ?`,
        tom,
      ),
    ).toThrow(/CHECK/);
  });

  it('stays only as long as the consent does', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const withdraw = () =>
      store.sql('UPDATE user_profiles SET consent_version = NULL, consented_at = NULL').run();
    const embedding = { model: 'net', vector: randomVoice(() => 0.7) };
    addVoiceSamples(store, {
      profileId: maya.id,
      samples: [{ id: newId(), source: { path: 'a.wav' }, embedding, seconds: 8 }],
      now: at(1),
    });
    expect(withdraw).toThrow(refusal);
    store.db.exec('DELETE FROM voice_centroids');
    expect(withdraw).toThrow(refusal);
    store.db.exec(
      'DELETE FROM voice_samples; UPDATE user_profiles SET voice_vector = NULL, voice_model = NULL, voice_dims = NULL, embeddings = NULL',
    );
    expect(withdraw().changes).toBe(1);
  });
});

describe('the store', () => {
  it('has no place for the sound of a recording: its blobs are fingerprints and vectors', () => {
    const store = tempStore();
    const blobs = store
      .sql<{ place: string; sql: string }>(
        `SELECT t.name || '.' || c.name AS place, t.sql FROM pragma_table_list l JOIN sqlite_schema t ON t.name = l.name
         JOIN pragma_table_info(t.name) c
         WHERE l.schema = 'main' AND l.type = 'table' AND c.type = 'BLOB' ORDER BY 1`,
      )
      .all();
    expect(blobs.map(({ place }) => place)).toEqual([
      'files.acoustic_fp',
      'search_codes.codes',
      'search_codes.keys',
      'search_vectors.vector',
      'speakers.centroid',
      'transcript_segments.feature_vector',
      'user_profiles.voice_vector',
      'voice_centroids.vector',
      'voice_samples.vector',
    ]);
    // The length of each vector is the number of its dimensions.
    for (const { place, sql } of blobs.slice(1).filter(({ place }) => !place.startsWith('search_codes')))
      expect(sql, place).toMatch(/CHECK \(length\(\w+\) = (4 \* )?\w*dims\)/);
  });
});
