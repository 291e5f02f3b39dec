import { describe, expect, it } from 'vitest';
import type { Speaker } from '../../src/domain/speakers.js';
import { matchProfiles } from '../../src/speakers/match-profile.js';
import { nearTies } from '../../src/speakers/near-ties.js';
import { cluster } from './clusters.js';

const options = { threshold: 0.5, margin: 0.1 };
const ties = (...clusters: Parameters<typeof matchProfiles>[0]) =>
  nearTies(matchProfiles(clusters, options), options).map(
    ({ displayName, clusters }) =>
      `${displayName}: ${clusters.map((c) => `${c.clusterId} ${c.similarity}`).join(', ')}`,
  );

describe('nearTies', () => {
  it('tells between which clusters a name is left open, most similar first', () => {
    expect(ties(cluster('S1', { Maya: 0.597 }), cluster('S2', { Maya: 0.604 }))).toEqual([
      'Maya: S2 0.604, S1 0.597',
    ]);
  });

  it('names only the clusters that are near the best one', () => {
    const three = [
      cluster('S1', { Maya: 0.45 }),
      cluster('S2', { Maya: 0.6 }),
      cluster('S3', { Maya: 0.58, Tom: 0.2 }),
    ];
    expect(ties(...three)).toEqual(['Maya: S2 0.6, S3 0.58']);
  });

  it('says nothing where one cluster has the name, or none is similar enough for it', () => {
    expect(ties(cluster('S1', { Maya: 0.8 }), cluster('S2', { Maya: 0.6 }))).toEqual([]);
    expect(ties(cluster('S1', { Maya: 0.48 }), cluster('S2', { Maya: 0.47 }))).toEqual([]);
    expect(ties(cluster('S1', { Maya: 0.65, Tom: 0.6 }))).toEqual([]);
    expect(ties()).toEqual([]);
  });

  it('does not ask about a cluster that a person has named', () => {
    const open = matchProfiles([cluster('S1', { Maya: 0.6 }), cluster('S2', { Maya: 0.6 })], options);
    const guest: Speaker = { ...open[0], displayName: 'Anna', similarity: 1 };
    expect(nearTies([guest, open[1]], options)).toEqual([]);
  });
});
