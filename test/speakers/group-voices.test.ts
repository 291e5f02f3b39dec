import { describe, expect, it } from 'vitest';
import { dot } from '../../src/domain/vectors.js';
import { groupVoices, type MeetingVoice } from '../../src/speakers/group-voices.js';
import { randomNumbers, randomVoice } from '../store/fixture.js';
import { voice } from '../store/meeting-of-voices.js';

/** Voices in a plane, each in a meeting of its own unless it says which. */
const plane = (...voices: readonly (number | [degrees: number, meetingId: string])[]): MeetingVoice[] =>
  voices.map((entry, i) =>
    typeof entry === 'number'
      ? { meetingId: `m${i}`, vector: voice(entry) }
      : { meetingId: entry[1], vector: voice(entry[0]) },
  );

/** Average linkage as it is written in books: the two most similar groups are merged, again and again. */
function slowly(voices: readonly MeetingVoice[], threshold: number): number[][] {
  const groups = voices.map((_, i) => [i]);
  const mean = (a: readonly number[], b: readonly number[]) => {
    const meetings = new Set(a.map((i) => voices[i].meetingId));
    if (b.some((i) => meetings.has(voices[i].meetingId))) return Number.NEGATIVE_INFINITY;
    const all = a.flatMap((i) => b.map((j) => dot(voices[i].vector, voices[j].vector)));
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };
  for (;;) {
    let best = { similarity: threshold, a: -1, b: -1 };
    for (let a = 0; a < groups.length; a++)
      for (let b = 0; b < a; b++) {
        const similarity = mean(groups[a], groups[b]);
        if (similarity >= best.similarity) best = { similarity, a, b };
      }
    if (best.a < 0) return groups.map((g) => g.sort((x, y) => x - y)).sort(([x], [y]) => x - y);
    groups[best.b].push(...groups[best.a]);
    groups.splice(best.a, 1);
  }
}

describe('groupVoices', () => {
  it('puts what is similar enough together', () => {
    expect(groupVoices(plane(0, 90, 10, 95, 200), 0.8)).toEqual([[0, 2], [1, 3], [4]]);
    expect(groupVoices([], 0.5)).toEqual([]);
  });

  it('never puts two voices of one meeting together, however similar they are', () => {
    expect(groupVoices(plane([0, 'a'], [1, 'a'], [2, 'b']), 0.5)).toEqual([[0], [1, 2]]);
  });

  it('ends where the mean similarity is too low, and does not chain from one to the next', () => {
    // Neighbours have a cosine of .77 to .87; the two pairs have .64 and .17 to .50 between them.
    expect(groupVoices(plane(0, 30, 70, 100), 0.6)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('groups equal voices without end', () => {
    expect(groupVoices(plane(0, 0, 0, 0, 0), 0.9)).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('gives the groups that the slow way gives', () => {
    const random = randomNumbers(11);
    for (let round = 0; round < 20; round++) {
      const people = Array.from({ length: 5 }, () => randomVoice(random, 8));
      const voices = Array.from({ length: 24 }, (_, i): MeetingVoice => {
        const person = people[Math.floor(random() * people.length)];
        const noise = randomVoice(random, 8);
        const mixed = person.map((value, d) => value + (0.4 + random()) * noise[d]);
        const length = Math.hypot(...mixed);
        return { meetingId: `m${i % 9}`, vector: mixed.map((value) => value / length) };
      });
      for (const threshold of [0.2, 0.5, 0.8])
        expect(groupVoices(voices, threshold)).toEqual(slowly(voices, threshold));
    }
  });
});
