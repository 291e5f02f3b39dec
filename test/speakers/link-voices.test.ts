import { describe, expect, it } from 'vitest';
import { normalize } from '../../src/domain/vectors.js';
import { groupVoices } from '../../src/speakers/group-voices.js';
import { groupLinked, type LinkedVoice, linkVoices } from '../../src/speakers/link-voices.js';
import { randomNumbers } from '../store/fixture.js';

const random = randomNumbers(5);
const near = (center: readonly number[]): Float32Array =>
  normalize(Float32Array.from(center, (value) => value + 0.8 * (random() - 0.5)));
const centers = Array.from({ length: 9 }, () => Array.from({ length: 12 }, () => random() - 0.5));
/** Voices of nine people in meetings of three. */
const voices: LinkedVoice[] = Array.from({ length: 120 }, (_, i) => ({
  id: `v${i}`,
  meetingId: `m${Math.floor(i / 3)}`,
  vector: near(centers[Math.floor(random() * centers.length)]),
}));

describe('voices that are linked once and grouped again and again', () => {
  it.each([0.3, 0.6, 0.8])(
    'are in the same groups as all of them compared at once, from %s on',
    (threshold) => {
      const groups = groupLinked(voices, linkVoices(voices, threshold, null));
      expect(groups).toEqual(groupVoices(voices, threshold));
      expect(groups.some(({ length }) => length > 2)).toBe(true);
    },
  );

  it('are compared only when they are new or changed', () => {
    let links = linkVoices(voices.slice(0, 50), 0.6, null);
    links = linkVoices(voices.slice(20, 90), 0.6, links);
    const changed = voices.map((voice, i) => (i % 7 === 0 ? { ...voice, vector: near(centers[0]) } : voice));
    links = linkVoices(changed, 0.6, links);
    expect(groupLinked(changed, links)).toEqual(groupVoices(changed, 0.6));
    expect(Object.keys(links.voices)).toHaveLength(changed.length);
    expect(new Set(links.pairs.map((pair) => [...pair].sort().join())).size).toBe(links.pairs.length);
    expect(linkVoices(changed, 0.6, links)).toBe(links);
  });

  it('are linked anew when the threshold is another, and may be none', () => {
    const links = linkVoices(voices, 0.8, linkVoices(voices, 0.6, null));
    expect(groupLinked(voices, links)).toEqual(groupVoices(voices, 0.8));
    expect(groupLinked([], linkVoices([], 0.6, links))).toEqual([]);
  });
});
