import { describe, expect, it } from 'vitest';
import { clusterDefaults, clusterVoices, reclusterVoices } from '../../src/diarization/cluster-voices.js';
import { makeVoices, randomFrom } from './voices.js';

const dims = 192;
/** People who take turns of five windows. */
const turns = (people: number, windows: number) =>
  Array.from({ length: windows }, (_, i) => Math.floor(i / 5) % people);

describe('clusterVoices', () => {
  it('finds how many people speak, and who speaks where', () => {
    for (const people of [1, 2, 3, 5])
      for (const noise of [0.5, 1, 1.3]) {
        const who = turns(people, 60);
        const { labels, count } = clusterVoices(makeVoices(who, dims, noise));
        expect(count, `${people} people, noise ${noise}`).toBe(people);
        expect([...labels]).toEqual(who);
      }
  });

  it('numbers the clusters by their first window', () => {
    const { labels } = clusterVoices(makeVoices([2, 2, 2, 0, 0, 0, 1, 1, 1, 2, 2, 2], dims, 0.8));
    expect([...labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0]);
  });

  it('keeps to the number of people that is given', () => {
    const who = turns(4, 80);
    const input = makeVoices(who, dims, 1);
    for (const n of [1, 2, 3, 4])
      expect(clusterVoices(input, { ...clusterDefaults, minSpeakers: n, maxSpeakers: n }).count).toBe(n);
    expect(clusterVoices(input, { ...clusterDefaults, maxSpeakers: 3 }).count).toBe(3);
    expect(clusterVoices(input, { ...clusterDefaults, minSpeakers: 6 }).count).toBeGreaterThanOrEqual(4);
    // One voice told to be two is divided, and not into everything and one odd window.
    const one = makeVoices(turns(1, 60), dims, 1);
    const divided = clusterVoices(one, { ...clusterDefaults, minSpeakers: 2, maxSpeakers: 2 });
    expect(divided.count).toBe(2);
  });

  it('drops a cluster that is too small', () => {
    const who = [...turns(2, 40), 2, 2];
    const { labels, count } = clusterVoices(makeVoices(who, dims, 0.7));
    expect(count).toBe(2);
    expect([...labels.subarray(40)]).toEqual([-1, -1]);
  });

  it('does not let short windows found a cluster', () => {
    const input = makeVoices(turns(2, 20), dims, 0.7);
    const spans = input.spans.map((s, i) => (i === 3 ? { start: s.start, end: s.start + 0.6 } : s));
    const { labels } = clusterVoices({ ...input, spans });
    expect(labels[3]).toBe(-1);
    expect(labels[4]).toBe(0);
  });

  it('copes with nothing, one window, and windows that are all the same', () => {
    expect(clusterVoices(makeVoices([], dims, 1))).toEqual({ labels: new Int32Array(0), count: 0 });
    expect(clusterVoices(makeVoices([0], dims, 1)).count).toBe(1);
    const same = makeVoices([0, 0, 0, 0, 0, 0, 0, 0], dims, 0);
    expect([...clusterVoices(same).labels]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('merges long recordings block by block with the same result', () => {
    const random = randomFrom(3);
    const who: number[] = [];
    while (who.length < 900) {
      const person = Math.floor(random() * 4);
      for (let i = 0; i < 3 + random() * 6; i++) who.push(person);
    }
    const input = makeVoices(who, 64, 0.8);
    const whole = clusterVoices(input);
    const blocks = clusterVoices(input, { ...clusterDefaults, block: 100 });
    expect(whole.count).toBe(4);
    expect(blocks.count).toBe(4);
    let same = 0;
    whole.labels.forEach((label, i) => {
      if (label === blocks.labels[i]) same++;
    });
    expect(same / who.length).toBeGreaterThan(0.99);
  });
});

describe('reclusterVoices', () => {
  it('merges two clusters that are one voice, and goes on with what it is given otherwise', () => {
    const who = turns(2, 40);
    const input = makeVoices(who, dims, 0.8);
    // The first person divided in two, and the last window in no cluster.
    const labels = Int32Array.from(who, (person, i) => (i === 39 ? -1 : person === 1 ? 2 : i < 20 ? 0 : 1));
    const found = reclusterVoices(input, { labels, count: 3 });
    expect(found.count).toBe(2);
    expect([...found.labels.subarray(0, 39)]).toEqual(who.slice(0, 39));
    expect(found.labels[39]).toBe(-1);
  });
});
