import { completeMeeting } from '../../src/store/completed-meetings.js';
import type { Store } from '../../src/store/store.js';
import { addVoiceSamples } from '../../src/store/voice-samples.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId } from './fixture.js';

/** A voice in a plane, so that a test can say how similar two are: `voice(0)` and `voice(60)` have a cosine of 0.5. */
export const voice = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

/**
 * A completed meeting of voices without names: S1 speaks first for `seconds`, then S2, and so on, each in one turn.
 * @param voices of the clusters, and how long each speaks (10 s if it is not said).
 * @param replaces the meetings whose place it takes.
 */
export function meetingOfVoices(
  store: Store,
  name: string,
  voices: readonly { readonly vector: Float32Array; readonly seconds?: number; readonly model?: string }[],
  minute = 1,
  replaces: readonly string[] = [],
): string {
  const recording = makeRecording(name);
  const begun = begin(store, recording, minute);
  let time = 0;
  const clusters = voices.map(({ vector, seconds = 10, model = 'net' }, i) => {
    const span = { start: time, end: time + seconds };
    time += seconds;
    return { id: `S${i + 1}`, spans: [span], centroid: { model, vector } };
  });
  const meeting = {
    ...makeMeeting(recording, { id: '', displayName: '' }, begun.meetingId),
    title: name,
    clusters,
    speakers: clusters.map(({ id }) => ({
      clusterId: id,
      profileId: null,
      displayName: null,
      similarity: 0,
      candidates: [],
    })),
    turns: clusters.map(({ id, spans: [span] }) => ({
      ...span,
      clusterId: id,
      text: `Words of ${id}.`,
      confidence: 1,
      language: 'en',
      words: [],
    })),
    suppressed: [],
    unrecognized: [],
  };
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', replaces, newId, now: at(minute + 1) });
  return begun.meetingId;
}

/** Enrolls a person with one sample of a voice. */
export function enrollVoice(store: Store, name: string, vector: Float32Array, model = 'net') {
  const person = enroll(store, name);
  addVoiceSamples(store, {
    profileId: person.id,
    samples: [{ id: newId(), source: { path: `${name}.wav` }, embedding: { model, vector }, seconds: 8 }],
    now: at(0),
  });
  return person;
}
