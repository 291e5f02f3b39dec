import { describe, expect, it } from 'vitest';
import { scryonTarget } from '../../../src/export/targets/scryon.js';
import { saveArtifacts } from '../../../src/store/artifacts.js';
import { setTranscriptionStatus, type TranscriptionStatus } from '../../../src/store/transcriptions.js';
import { at, begin, makeRecording, newId, tempStore } from '../../store/fixture.js';
import { enrollVoice, voice } from '../../store/meeting-of-voices.js';
import { takeAllUnits } from '../full-store.js';
import { fillWithHardRows, hard, insertRows, longTitle, rowsOf } from './hard-rows.js';

const own = (id: string, unit = id) => ({ unit, source: id, id });

describe('scryon', () => {
  it('is given the summary as the analysis', () => {
    const store = tempStore();
    const { meetings, now } = fillWithHardRows(store);
    const { full } = meetings;
    const file = { type: 'summary.json', key: `${full}/summary.json`, size: 12, sha256: 'ef'.repeat(32) };
    saveArtifacts(store, { meetingId: full, artifacts: [file], newId, now });
    takeAllUnits(store);
    expect(rowsOf(store, scryonTarget).call_artifacts).toContainEqual(
      expect.objectContaining({ call_id: full, artifact_type: 'ANALYSIS_JSON', storage_key: file.key }),
    );
  });

  it('is given every row that the store has for it', () => {
    const store = tempStore();
    const there = fillWithHardRows(store);
    const { maya, owner, local, meetings, speakers, tasks, events, now } = there;
    const { full, failed, running } = meetings;
    const json = {
      type: 'transcript.json',
      key: `${full}/transcript.json`,
      size: 4711,
      sha256: 'cd'.repeat(32),
    };
    saveArtifacts(store, { meetingId: full, artifacts: [json], newId, now: at(4) });
    takeAllUnits(store);
    const rows = rowsOf(store, scryonTarget);

    expect(rows.users).toEqual([
      {
        ...own(local),
        external_user_id: 'local',
        email: 'local@localhost',
        display_name: null,
        created_at: '1970-01-01T00:00:00.000Z',
        updated_at: '1970-01-01T00:00:00.000Z',
      },
      {
        ...own(owner),
        external_user_id: 'auth0|maya',
        email: 'maya@example.com',
        display_name: 'Maya L.',
        created_at: now,
        updated_at: now,
      },
    ]);
    const call = { recorded_at: '2026-01-05T08:59:30.250Z', duration_seconds: 61, error_reason: null };
    const unknown = {
      contact_name: null,
      contact_id: null,
      phone_number: null,
      organization: null,
      direction: 'UNKNOWN',
    };
    expect(rows.call_records).toEqual([
      {
        ...own(full),
        ...call,
        user_id: owner,
        title: longTitle,
        contact_name: 'Ann',
        contact_id: 'c-1',
        phone_number: '+49 30 1',
        organization: '',
        direction: 'OUTGOING',
        status: 'COMPLETED',
        created_at: at(1),
        updated_at: at(2),
      },
      {
        ...own(failed),
        ...call,
        ...unknown,
        user_id: local,
        title: 'stdin',
        status: 'FAILED',
        error_reason: 'RECORDING',
        created_at: at(5),
        updated_at: at(6),
      },
      {
        ...own(running),
        ...call,
        ...unknown,
        user_id: local,
        title: 'c.ogg',
        status: 'UPLOADED',
        created_at: at(7),
        updated_at: at(7),
      },
    ]);
    expect(rows.call_artifacts).toEqual([
      {
        unit: full,
        source: expect.any(String),
        id: expect.any(String),
        call_id: full,
        artifact_type: 'NORMALIZED_TRANSCRIPT_JSON',
        storage_key: `${full}/transcript.json`,
        content_type: 'application/json',
        byte_size: 4711,
        created_at: at(4),
      },
    ]);

    const item = {
      call_record_id: full,
      description: null,
      due_date: null,
      priority: 'medium',
      owner_speaker_id: null,
      owner_speaker_label: null,
      owner_display_name: null,
      owner_role: null,
      source_segment_ids_json: '[]',
      source_text: null,
      created_at: now,
      updated_at: now,
      completed_at: null,
    };
    expect(rows.action_items).toEqual([
      {
        ...own(tasks.open, full),
        ...item,
        title: hard,
        description: 'First\nsecond',
        due_date: '2026-02-03',
        priority: 'high',
        status: 'OPEN',
        owner_speaker_id: speakers[0],
        owner_speaker_label: 'S1',
        owner_display_name: 'Maya',
        owner_role: 'Chair',
        source_segment_ids_json: JSON.stringify([there.segments[0].id]),
        source_text: hard,
      },
      {
        ...own(tasks.later, full),
        ...item,
        title: '',
        status: 'SNOOZED',
        owner_speaker_id: speakers[1],
        owner_speaker_label: 'S2',
        owner_display_name: 'Zoë',
      },
      {
        ...own(tasks.done, full),
        ...item,
        title: 'Told',
        description: '',
        status: 'DONE',
        owner_display_name: 'Ann',
        owner_role: 'guest',
        completed_at: at(9),
      },
    ]);
    expect(rows.user_voice_profiles).toEqual([
      {
        ...own(maya),
        user_id: owner,
        provider: 'scribe',
        model: 'net',
        model_version: null,
        embedding_json: JSON.stringify([...voice(20)]),
        consent_version: '1',
        sample_duration_seconds: 8,
        created_at: at(0),
        updated_at: at(0),
      },
    ]);
    const event = {
      created_at: at(2),
      provider: null,
      duration_ms: null,
      error_code: null,
      error_message: null,
    };
    expect(rows.call_processing_events).toEqual([
      {
        ...own(events.decoded, full),
        ...event,
        call_id: full,
        user_id: owner,
        stage: 'DETECT_SPEECH',
        status: 'COMPLETED',
        provider: 'silero-vad',
        duration_ms: 12,
      },
      {
        ...own(events.failed, failed),
        ...event,
        call_id: failed,
        user_id: local,
        stage: 'DECODE',
        status: 'FAILED',
        error_code: 'RECORDING',
        error_message: 'Decoding <path> failed.',
      },
      { ...own(events.sweep), ...event, call_id: null, user_id: local, stage: 'SWEEP', status: 'SKIPPED' },
    ]);
  });

  it.each<readonly [TranscriptionStatus, string]>([
    ['transcribing', 'TRANSCRIBING'],
    ['diarizing', 'DIARIZING'],
    ['extracting_features', 'NORMALIZING'],
  ])('is told that a call is %s', (status, expected) => {
    const store = tempStore();
    const { transcriptionId } = begin(store, makeRecording('a.ogg'));
    const steps: readonly TranscriptionStatus[] = ['transcribing', 'diarizing', 'extracting_features'];
    for (const step of steps.slice(0, steps.indexOf(status) + 1))
      setTranscriptionStatus(store, { transcriptionId, status: step, historyId: newId(), now: at(2) });
    takeAllUnits(store);
    expect(rowsOf(store, scryonTarget).call_records).toMatchObject([{ status: expected }]);
  });

  it('knows the voices of users who agreed, one for each', () => {
    const store = tempStore();
    const dated = { created_at: at(0), updated_at: at(0) };
    const [maya] = [enrollVoice(store, 'Maya', voice(20)), enrollVoice(store, 'Tom', voice(60))];
    // Nobody agreed for Ann, so there is no voice of her; two accounts are Maya's.
    const ann = newId();
    insertRows(store, 'user_profiles', { id: ann, display_name: 'Ann', name_key: 'ann' });
    const users = [newId(), newId(), newId()];
    insertRows(
      store,
      'users',
      { id: users[0], external_id: 'a', profile_id: maya.id, ...dated },
      { id: users[1], external_id: 'b', profile_id: maya.id, ...dated },
      { id: users[2], external_id: 'c', profile_id: ann, ...dated },
    );
    takeAllUnits(store);
    const rows = rowsOf(store, scryonTarget);
    expect(rows.user_voice_profiles).toMatchObject([{ id: maya.id, user_id: users[0] }]);
    // The resolver of speakers needs a name: that of the profile, where the account has none.
    expect(rows.users).toMatchObject([
      { external_user_id: 'local', display_name: null },
      { display_name: 'Maya' },
      { display_name: 'Maya' },
      { display_name: 'Ann' },
    ]);
  });
});
