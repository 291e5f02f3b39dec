import { describe, expect, it } from 'vitest';
import { type StateOf, statesOf } from '../../src/domain/state-machines.js';
import {
  addProcessingEvent,
  processingEvents,
  sweepProcessingEvents,
} from '../../src/store/processing-events.js';
import { putBack } from '../../src/store/put-back.js';
import { write } from '../../src/store/store.js';
import { setTranscriptionStatus } from '../../src/store/transcriptions.js';
import { at, begin, countRows, makeRecording, newId, tempStore } from './fixture.js';

describe('the log of a run', () => {
  it('keeps its order, and what happened before there was a meeting', () => {
    const store = tempStore();
    const { meetingId } = begin(store, makeRecording('a.ogg'));
    const event = { stage: 'decode', createdAt: at(1) };
    addProcessingEvent(store, { ...event, id: newId(), meetingId: null, status: 'SKIPPED' });
    addProcessingEvent(store, { ...event, id: newId(), meetingId, status: 'STARTED', provider: 'ffmpeg' });
    addProcessingEvent(store, {
      ...event,
      id: newId(),
      meetingId,
      status: 'FAILED',
      durationMs: 12.6,
      errorCode: 'RECORDING',
      errorMessage: 'Decoding /home/maya/a.ogg failed.',
    });
    expect(processingEvents(store, meetingId)).toEqual([
      expect.objectContaining({ status: 'STARTED', provider: 'ffmpeg', durationMs: null }),
      expect.objectContaining({
        status: 'FAILED',
        durationMs: 13,
        errorCode: 'RECORDING',
        errorMessage: 'Decoding <path> failed.',
      }),
    ]);
  });

  it('does not mind that the meeting was removed', () => {
    const store = tempStore();
    addProcessingEvent(store, {
      id: newId(),
      meetingId: newId(),
      stage: 'x',
      status: 'COMPLETED',
      createdAt: at(1),
    });
    expect(countRows(store, 'processing_events')).toBe(1);
    const gone = newId();
    setTranscriptionStatus(store, {
      transcriptionId: gone,
      status: 'diarizing',
      historyId: newId(),
      now: at(1),
    });
    expect(countRows(store, 'transcription_status_history')).toBe(0);
  });

  it('is swept by age', () => {
    const store = tempStore();
    for (const minute of [1, 2, 3])
      addProcessingEvent(store, {
        id: newId(),
        meetingId: null,
        stage: 'x',
        status: 'STARTED',
        createdAt: at(minute),
      });
    expect(sweepProcessingEvents(store, at(2))).toBe(1);
    expect(countRows(store, 'processing_events')).toBe(2);
  });

  it('knows every status of a transcription, and no other', () => {
    const store = tempStore();
    const { transcriptionId } = begin(store, makeRecording('a.ogg'));
    const other = begin(store, makeRecording('b.ogg'));
    const set = (id: string, status: StateOf<'transcriptions.status'>) =>
      setTranscriptionStatus(store, { transcriptionId: id, status, historyId: newId(), now: at(1) });
    const statuses = statesOf('transcriptions.status').filter((status) => status !== 'failed');
    for (const status of statuses) set(transcriptionId, status);
    set(other.transcriptionId, 'failed');
    expect(countRows(store, 'transcription_status_history')).toBe(2 + statuses.length + 1);
    const copied = () =>
      write(store, 'testing', () => putBack(store, 'test', () => set(transcriptionId, 'asleep' as 'failed')));
    expect(copied).toThrow(/CHECK/);
    expect(() => set(transcriptionId, 'failed')).toThrow('and stays there');
    expect(store.sql('SELECT status FROM transcriptions ORDER BY id').pluck().all()).toEqual([
      'completed',
      'failed',
    ]);
  });
});
