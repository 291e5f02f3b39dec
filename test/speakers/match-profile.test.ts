import { describe, expect, it } from 'vitest';
import { matchProfiles, type NearestProfiles } from '../../src/speakers/match-profile.js';

/** A cluster with its cosines to the profiles of these names. */
const cluster = (clusterId: string, cosines: Record<string, number>): NearestProfiles => ({
  clusterId,
  candidates: Object.entries(cosines)
    .map(([displayName, similarity]) => ({ profileId: `id-${displayName}`, displayName, similarity }))
    .sort((a, b) => b.similarity - a.similarity),
});
const options = { threshold: 0.5, margin: 0.1 };
const names = (...clusters: NearestProfiles[]) => matchProfiles(clusters, options).map((s) => s.displayName);

describe('matchProfiles', () => {
  it('names who is alike enough and tells the two best candidates', () => {
    const [speaker] = matchProfiles([cluster('S1', { Maya: 0.2, Tom: 0.8, Angus: 0.1 })], options);
    expect(speaker).toEqual({
      clusterId: 'S1',
      profileId: 'id-Tom',
      displayName: 'Tom',
      similarity: 0.8,
      candidates: [{ profileId: 'id-Tom', displayName: 'Tom', similarity: 0.8 }],
    });
  });

  it('knows nobody where no profile is near', () => {
    const unknown = { profileId: null, displayName: null, similarity: 0, candidates: [] };
    for (const similarity of [-0.2, 0.2, 0.34])
      expect(matchProfiles([cluster('S1', { Maya: similarity })], options)[0]).toMatchObject(unknown);
    const [near] = matchProfiles([cluster('S1', { Maya: 0.4, Tom: -0.2 })], options);
    expect(near).toMatchObject({ similarity: 0.4, candidates: [{ displayName: 'Maya' }] });
  });

  it('is not sure below the threshold, and not where two profiles are nearly as near', () => {
    expect(names(cluster('S1', { Maya: 0.49 }))).toEqual([null]);
    expect(names(cluster('S1', { Maya: 0.51 }))).toEqual(['Maya']);
    expect(names(cluster('S1', { Maya: 0.65, Tom: 0.56 }))).toEqual([null]);
    expect(names(cluster('S1', { Maya: 0.65, Tom: 0.54 }))).toEqual(['Maya']);
    const [unsure] = matchProfiles([cluster('S1', { Maya: 0.65, Tom: 0.6 })], options);
    expect(unsure.candidates.map((c) => c.displayName)).toEqual(['Maya', 'Tom']);
    expect(unsure.similarity).toBe(0.65);
  });

  it('gives a name to one cluster at most: the one that is nearer', () => {
    expect(names(cluster('S1', { Maya: 0.7 }), cluster('S2', { Maya: 0.9 }))).toEqual([null, 'Maya']);
  });

  it('takes the assignment that is best for all', () => {
    // Maya names the nearer of the two; Tom is not clearly nearer than she is, so he names nobody.
    expect(names(cluster('S1', { Maya: 0.8, Tom: 0.2 }), cluster('S2', { Maya: 0.75, Tom: 0.6 }))).toEqual([
      'Maya',
      null,
    ]);
    expect(names(cluster('S1', { Maya: 0.8, Tom: 0.2 }), cluster('S2', { Maya: 0.2, Tom: 0.6 }))).toEqual([
      'Maya',
      'Tom',
    ]);
  });

  it('copes with nobody enrolled, no clusters, and more clusters than profiles', () => {
    const [alone] = matchProfiles([cluster('S1', {})], options);
    expect(alone).toMatchObject({ profileId: null, displayName: null, similarity: 0, candidates: [] });
    expect(names()).toEqual([]);
    expect(
      names(
        cluster('S1', { Maya: 0.1, Tom: 0 }),
        cluster('S2', { Maya: 0, Tom: 0.9 }),
        cluster('S3', { Maya: 0.8, Tom: 0 }),
      ),
    ).toEqual([null, 'Tom', 'Maya']);
  });
});
