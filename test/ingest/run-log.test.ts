import { expect, it } from 'vitest';
import { createRunLog } from '../../src/ingest/run-log.js';
import type { PipelineEvent, StageName } from '../../src/pipeline/events.js';
import { beginMeeting, startProcessing } from '../../src/store/meetings.js';
import { at, makeRecording, newId, tempStore } from '../store/fixture.js';

it('while stages run side by side, a meeting is transcribed until its words are there', () => {
  const store = tempStore();
  const begun = beginMeeting(store, {
    recording: makeRecording('standup.ogg'),
    stream: 0,
    streamAsked: false,
    title: 'Standup',
    newId,
    now: at(1),
  });
  startProcessing(store, begun.meetingId, at(1));
  const log = createRunLog(store, { newId, now: () => at(2) });
  log.attach(begun);
  const started = (stage: StageName): PipelineEvent => ({ kind: 'stage-started', stage });
  const completed = (stage: StageName): PipelineEvent => ({ kind: 'stage-completed', stage, durationMs: 1 });
  const status = () =>
    store
      .sql<{ status: string }>('SELECT status FROM transcriptions')
      .all()
      .map((row) => row.status)[0];
  const seen = [
    started('diarize'),
    started('detect-speech'),
    completed('detect-speech'),
    started('recognize'),
    completed('recognize'),
    completed('diarize'),
    started('match'),
  ].map((event) => {
    log.note(event);
    return status();
  });
  expect(seen).toEqual([
    'pending',
    'transcribing',
    'transcribing',
    'transcribing',
    'diarizing',
    'diarizing',
    'extracting_features',
  ]);
});
