import { describe, expect, it } from 'vitest';
import { type JoinedTrack, joinRecordings } from '../../../src/audio/tracks/join-recordings.js';
import { makeRecording } from '../../store/fixture.js';

const fingerprint = { sha256: 'a'.repeat(64), contentFp: 'b'.repeat(64), acoustic: new Uint32Array(0) };
const maya: JoinedTrack = {
  label: 'maya.wav',
  recording: makeRecording('maya.wav', { language: 'en', warnings: ['It is cut off.'], notes: [] }),
  place: { start: 3.7, drift: 80.2, placed: 'sound' },
};
const tom: JoinedTrack = {
  label: 'tom.wav',
  recording: makeRecording('tom.wav', {
    language: 'en',
    warnings: [],
    notes: [],
    recordedAt: '2026-01-05T08:00:00.000Z',
    dating: { source: 'file-time', precision: 'moment', zone: null },
  }),
  place: { start: 0, drift: 0, placed: 'reference' },
};
const join = (tracks: readonly JoinedTrack[]) =>
  joinRecordings(
    tracks,
    tracks.map(({ recording }) => recording),
    fingerprint,
    60,
  );

describe('joinRecordings', () => {
  it('makes one recording of several files', () => {
    const joined = join([maya, tom]);
    expect(joined).toMatchObject({
      path: '/recordings/maya.wav',
      fileName: 'maya + tom.wav',
      size: 246_912,
      duration: 60,
      language: 'en',
      // By maya.wav, whose tag has it, which began 3.7 s later.
      recordedAt: '2026-01-05T08:59:26.550Z',
      fingerprint,
      warnings: ['maya.wav: It is cut off.'],
      notes: [
        'maya.wav begins 3.700 s after tom.wav, by what its microphone hears of the others. Its clock is 80 ppm faster, which was corrected.',
      ],
      tracks: [
        { label: 'maya.wav', start: 3.7, drift: 80.2, placed: 'sound' },
        { label: 'tom.wav', start: 0, drift: 0, placed: 'reference' },
      ],
    });
  });

  it('warns of places that were guessed', () => {
    const { warnings, notes } = join([{ ...maya, place: { start: 0, drift: 0, placed: 'start' } }, tom]);
    expect(warnings).toContain(
      'maya.wav has no sound in common with the other tracks. It is assumed to begin together with tom.wav, as nothing says otherwise: the order of what is said may be wrong.',
    );
    expect(notes).toEqual([]);
  });

  it('keeps the file of streams that one file holds, once', () => {
    const stream = (n: number): JoinedTrack => ({
      label: `stream ${n}`,
      recording: makeRecording('call.mkv', { warnings: [], notes: [] }),
      place: { start: 0, drift: 0, placed: 'file' },
    });
    expect(join([stream(0), stream(1)])).toMatchObject({
      fileName: 'call.mkv',
      size: 123_456,
      warnings: [],
      notes: [],
    });
  });
});
