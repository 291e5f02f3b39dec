import { describe, expect, it } from 'vitest';
import type { Cluster, Speaker } from '../../src/domain/speakers.js';
import { applyTrackNames, nameTracks } from '../../src/speakers/name-tracks.js';

const cluster = (id: string, track: number, seconds: number): Cluster => ({
  id,
  track,
  spans: [{ start: 0, end: seconds }],
  centroid: { model: 'm', vector: new Float32Array(2) },
});
const maya = { label: 'maya.wav', name: 'Maya', profileId: 'p1' };
const tom = { label: 'tom.wav', name: 'Tom', profileId: null };

describe('nameTracks', () => {
  it('names the voice of each track', () => {
    const { named, warnings } = nameTracks([cluster('S1', 1, 5), cluster('S2', 0, 9)], [maya, tom]);
    expect(named).toEqual([
      { ...maya, clusterId: 'S2' },
      { ...tom, clusterId: 'S1' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('names who speaks most where several speak, and says so', () => {
    const { named, warnings } = nameTracks([cluster('S1', 0, 5), cluster('S2', 0, 9)], [maya, null]);
    expect(named).toEqual([{ ...maya, clusterId: 'S2' }]);
    expect(warnings).toEqual([
      'Several people speak in maya.wav: the name Maya went to S2, who speaks most; not to S1.',
    ]);
  });

  it('says when nobody speaks in a track', () => {
    const { warnings } = nameTracks([cluster('S1', 0, 5)], [maya, tom]);
    expect(warnings).toEqual(['Nobody speaks in tom.wav, which was given as the track of Tom.']);
  });
});

describe('applyTrackNames', () => {
  const matched = (clusterId: string, changes: Partial<Speaker> = {}): Speaker => ({
    clusterId,
    profileId: null,
    displayName: null,
    similarity: 0,
    candidates: [],
    ...changes,
  });

  it('is certain of a profile, and keeps a name without one as a name', () => {
    const { speakers, warnings } = applyTrackNames(
      [matched('S1'), matched('S2'), matched('S3', { profileId: 'p3', displayName: 'Ada', similarity: 0.7 })],
      [
        { ...maya, clusterId: 'S1' },
        { ...tom, clusterId: 'S2' },
      ],
    );
    expect(speakers).toEqual([
      matched('S1', { profileId: 'p1', displayName: 'Maya', similarity: 1, source: 'confirmed' }),
      matched('S2', { displayName: 'Tom', source: 'named' }),
      matched('S3', { profileId: 'p3', displayName: 'Ada', similarity: 0.7 }),
    ]);
    expect(warnings).toEqual([]);
  });

  it('warns when the voice is that of another person', () => {
    const other = matched('S1', { profileId: 'p2', displayName: 'Ada', similarity: 0.71 });
    const { speakers, warnings } = applyTrackNames([other], [{ ...maya, clusterId: 'S1' }]);
    expect(speakers[0]).toMatchObject({ profileId: 'p1', displayName: 'Maya' });
    expect(warnings).toEqual([
      'The voice in maya.wav, which was given as the track of Maya, is that of Ada by its similarity (0.71).',
    ]);
  });
});
