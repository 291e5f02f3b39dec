import { describe, expect, it } from 'vitest';
import type { Cluster, VoiceProfile } from '../../src/domain/speakers.js';
import { matchProfiles } from '../../src/speakers/match-profile.js';

/** A unit vector whose cosines to the three axes, each a profile, are given; the rest lies beside them. */
const voice = (...cosines: number[]): Float32Array => {
  const rest = 1 - cosines.reduce((sum, c) => sum + c * c, 0);
  return Float32Array.of(...cosines, ...new Array<number>(3 - cosines.length).fill(0), Math.sqrt(rest));
};
const cluster = (id: string, ...cosines: number[]): Cluster => ({
  id,
  spans: [],
  centroid: { model: 'm', vector: voice(...cosines) },
});
const profile = (name: string, axis: number, model = 'm'): VoiceProfile => ({
  id: `id-${name}`,
  displayName: name,
  centroid: { model, vector: Float32Array.from({ length: 4 }, (_, i) => (i === axis ? 1 : 0)) },
});
const three = [profile('Maya', 0), profile('Tom', 1), profile('Angus', 2)];
const options = { threshold: 0.5, margin: 0.1 };
const names = (clusters: Cluster[], profiles = three) =>
  matchProfiles(clusters, profiles, options).map((s) => s.displayName);

describe('matchProfiles', () => {
  it('names who is alike enough and tells the two best candidates', () => {
    const [speaker] = matchProfiles([cluster('S1', 0.2, 0.8, 0.1)], three, options);
    expect(speaker).toEqual({
      clusterId: 'S1',
      profileId: 'id-Tom',
      displayName: 'Tom',
      confidence: expect.closeTo(0.8, 5),
      candidates: [
        { profileId: 'id-Tom', displayName: 'Tom', similarity: expect.closeTo(0.8, 5) },
        { profileId: 'id-Maya', displayName: 'Maya', similarity: expect.closeTo(0.2, 5) },
      ],
    });
  });

  it('is not sure below the threshold, and not where two profiles are nearly as near', () => {
    expect(names([cluster('S1', 0.49)])).toEqual([null]);
    expect(names([cluster('S1', 0.51)])).toEqual(['Maya']);
    expect(names([cluster('S1', 0.65, 0.56)])).toEqual([null]);
    expect(names([cluster('S1', 0.65, 0.54)])).toEqual(['Maya']);
    const [unsure] = matchProfiles([cluster('S1', 0.65, 0.6)], three, options);
    expect(unsure.candidates.map((c) => c.displayName)).toEqual(['Maya', 'Tom']);
    expect(unsure.confidence).toBeCloseTo(0.65, 5);
  });

  it('gives a name to one cluster at most: the one that is nearer', () => {
    expect(names([cluster('S1', 0.7), cluster('S2', 0.9)])).toEqual([null, 'Maya']);
  });

  it('bears nobody enrolled, nobody heard, and more clusters than profiles', () => {
    const [alone] = matchProfiles([cluster('S1', 0.9)], [], options);
    expect(alone).toMatchObject({ profileId: null, displayName: null, confidence: 0, candidates: [] });
    expect(names([])).toEqual([]);
    expect(names([cluster('S1', 0.1), cluster('S2', 0, 0.9), cluster('S3', 0.8)], three.slice(0, 2))).toEqual(
      [null, 'Tom', 'Maya'],
    );
  });

  it('does not compare the spaces of two models', () => {
    expect(() => matchProfiles([cluster('S1', 0.9)], [profile('Maya', 0, 'other')], options)).toThrow(
      /Maya was enrolled with other/,
    );
  });
});
