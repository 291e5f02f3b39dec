import { describe, expect, it } from 'vitest';
import { centroidsOf, clusterDefaults, clusterVoices } from '../../src/diarization/cluster-voices.js';
import { makeVoices, randomFrom } from './voices.js';

const dims = 192;
/** People who take turns of five pieces. */
const turns = (people: number, pieces: number) =>
  Array.from({ length: pieces }, (_, i) => Math.floor(i / 5) % people);

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

  it('numbers the clusters by their first piece', () => {
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

  it('takes a cluster for a ghost that says little, and never much at a time', () => {
    const who = [...turns(2, 120), 2, 2];
    const pieces = makeVoices(who, dims, 0.7).map((p, i) => (i < 120 ? p : { ...p, seconds: 1.2 }));
    const found = clusterVoices(pieces);
    expect([found.count, found.ghosts]).toEqual([2, 1]);
    expect([...found.labels.subarray(120)]).toEqual([-1, -1]);
    // The same two pieces in one turn are a remark of a person, and so is a share of 2 % of what is said.
    const remark = pieces.map((p, i) => (i < 120 ? p : { ...p, turn: 120 }));
    expect(clusterVoices(remark)).toMatchObject({ count: 3, ghosts: 0 });
    const often = clusterVoices(pieces.slice(30));
    expect(often).toMatchObject({ count: 2, ghosts: 1 });
    expect(clusterVoices(pieces.slice(80))).toMatchObject({ count: 3, ghosts: 0 });
  });

  it('copes with nothing, one piece, and pieces that are all the same', () => {
    expect(clusterVoices(makeVoices([], dims, 1))).toEqual({
      labels: new Int32Array(0),
      count: 0,
      ghosts: 0,
    });
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

describe('centroidsOf', () => {
  it('weighs pieces by their length, and leaves out those of nobody', () => {
    const piece = (x: number, y: number, seconds: number) => ({
      vector: Float32Array.of(x, y),
      seconds,
      turn: 0,
    });
    const pieces = [piece(1, 0, 3), piece(0, 1, 4), piece(0, 1, 1), piece(1, 0, 100)];
    const [first, second] = centroidsOf(pieces, { labels: Int32Array.of(0, 0, 1, -1), count: 2 });
    expect([...first]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
    expect([...second]).toEqual([0, 1]);
  });
});
