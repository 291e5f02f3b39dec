import { expect, it } from 'vitest';
import { createOffsetVoter } from '../../../src/audio/fingerprint/offset-votes.js';
import { randomNumbers } from '../../store/fixture.js';

const random = randomNumbers(5);
const words = (count: number) =>
  Uint32Array.from({ length: count }, () => (random() < 0.1 ? 0 : Math.floor(random() * 2 ** 32)));

/** Every word of one with every word of the other; of as many votes, offset 0 or else the lowest wins. */
function slowly(a: Uint32Array, b: Uint32Array): number {
  const votes = new Map<number, number>();
  for (const [i, x] of a.entries())
    for (const [j, y] of b.entries()) {
      if (x === 0 || y === 0) continue;
      const equal = Number((x & 0xffff) === (y & 0xffff)) + Number(x >>> 16 === y >>> 16);
      if (equal > 0) votes.set(j - i, (votes.get(j - i) ?? 0) + equal);
    }
  const most = Math.max(0, ...votes.values());
  if ((votes.get(0) ?? 0) === most) return 0;
  return Math.min(...[...votes].flatMap(([offset, count]) => (count === most ? [offset] : [])));
}

it('gives what counting every pair gives, however often it is asked', () => {
  const a = words(200);
  const vote = createOffsetVoter(a);
  const damaged = (b: Uint32Array) =>
    b.map((word) => (random() < 0.7 ? word ^ (1 << (32 * random())) : word));
  const others = [
    words(900),
    damaged(Uint32Array.from([...words(70), ...a.subarray(50), ...words(40)])),
    a.subarray(100),
    words(1),
    new Uint32Array(0),
    new Uint32Array(300),
    words(300),
  ];
  for (const b of others) expect(vote(b)).toBe(slowly(a, b));
});

it('decides between as many votes as it always has', () => {
  // Of a few values alone, most alignments have as many votes as another.
  for (let round = 0; round < 200; round++) {
    const few = (count: number) => Uint32Array.from({ length: count }, () => 1 + Math.floor(3 * random()));
    const [a, b] = [few(1 + Math.floor(6 * random())), few(1 + Math.floor(6 * random()))];
    expect(createOffsetVoter(a)(b), `${a} and ${b}`).toBe(slowly(a, b));
  }
});

it('finds the place of a piece of a loop, though not every word is looked for', () => {
  const loop = new Uint32Array(6000).fill(7);
  loop.set(words(100), 4000);
  const vote = createOffsetVoter(loop);
  expect(vote(loop.slice(1000))).toBe(-1000);
});
