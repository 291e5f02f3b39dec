import { describe, expect, it } from 'vitest';
import { matchProfiles, type NearestProfiles } from '../../src/speakers/match-profile.js';
import { cluster } from './clusters.js';

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

  it('gives a name to one cluster at most: the one that is clearly nearer', () => {
    expect(names(cluster('S1', { Maya: 0.7 }), cluster('S2', { Maya: 0.9 }))).toEqual([null, 'Maya']);
  });

  it('leaves a name open where two clusters are nearly as near to it', () => {
    expect(names(cluster('S1', { Maya: 0.597 }), cluster('S2', { Maya: 0.604 }))).toEqual([null, null]);
    expect(names(cluster('S1', { Maya: 0.7 }), cluster('S2', { Maya: 0.61 }))).toEqual([null, null]);
    // One is below the threshold, and may be her all the same.
    expect(names(cluster('S1', { Maya: 0.497 }), cluster('S2', { Maya: 0.504 }))).toEqual([null, null]);
    expect(names(cluster('S1', { Maya: 0.39 }), cluster('S2', { Maya: 0.504 }))).toEqual([null, 'Maya']);
    const [unsure, other] = matchProfiles(
      [cluster('S1', { Maya: 0.597 }), cluster('S2', { Maya: 0.604 })],
      options,
    );
    expect(unsure).toMatchObject({ similarity: 0.597, candidates: [{ displayName: 'Maya' }] });
    expect(other).toMatchObject({ similarity: 0.604, candidates: [{ displayName: 'Maya' }] });
  });

  it('fears no rival that has another name for sure', () => {
    const rival = cluster('S2', { Tom: 0.9, Maya: 0.75 });
    expect(names(cluster('S1', { Maya: 0.8, Tom: 0.2 }), rival)).toEqual(['Maya', 'Tom']);
    // Tom may be S3 as well, so nobody is Tom for sure, and S2 may be Maya.
    expect(names(cluster('S1', { Maya: 0.8, Tom: 0.2 }), rival, cluster('S3', { Tom: 0.85 }))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('fears a rival that is unsure between this profile and another', () => {
    expect(names(cluster('S1', { Maya: 0.6 }), cluster('S2', { Tom: 0.62, Maya: 0.58 }))).toEqual([
      null,
      null,
    ]);
    expect(names(cluster('S1', { Maya: 0.7 }), cluster('S2', { Tom: 0.62, Maya: 0.58 }))).toEqual([
      'Maya',
      null,
    ]);
  });

  it('does not depend on the order of the clusters', () => {
    const clusters = [
      cluster('S1', { Maya: 0.8, Tom: 0.2 }),
      cluster('S2', { Tom: 0.9, Maya: 0.75 }),
      cluster('S3', { Tom: 0.85, Angus: 0.5 }),
      cluster('S4', { Angus: 0.7, Maya: 0.1 }),
    ];
    const byId = (all: readonly NearestProfiles[]) =>
      Object.fromEntries(matchProfiles(all, options).map((s) => [s.clusterId, s.displayName]));
    expect(byId([...clusters].reverse())).toEqual(byId(clusters));
    expect(byId(clusters)).toEqual({ S1: null, S2: null, S3: null, S4: 'Angus' });
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
