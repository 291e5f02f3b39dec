import { describe, expect, it } from 'vitest';
import { createSharedSound } from '../../src/features/shared-sound.js';
import { randomly, rate, talk } from '../audio/talk.js';
import { pcmOf } from '../audio/tracks/conversation.js';

const maya = talk(4, 31);
const tom = talk(4, 32);
const random = randomly(33);
const sound = (at: (i: number) => number) =>
  pcmOf(Int16Array.from(maya, (_, i) => Math.round(at(i) + 8 * (random() - 0.5))));
const late = (voice: Int16Array, delay: number) => (i: number) => voice[i - delay] ?? 0;

/** Seconds in which both speak loudly. */
const spans = Array.from({ length: 12 }, (_, i) => ({ start: 0.6 + 0.25 * i, end: 0.9 + 0.25 * i })).filter(
  ({ start, end }) =>
    [maya, tom].every((voice) => {
      const said = voice.subarray(start * rate, end * rate);
      return said.reduce((sum, value) => sum + value ** 2, 0) / said.length > 400 ** 2;
    }),
);

describe('shared sound', () => {
  it('is nearly all of a voice that leaks: softer, later, muffled, upside down, under noise', () => {
    let muffled = 0;
    const leak = sound((i) => {
      muffled += 0.4 * (-0.1 * late(maya, 70)(i) - muffled);
      return muffled;
    });
    const shared = createSharedSound(leak, pcmOf(maya));
    for (const span of spans) expect(shared(span)).toBeGreaterThan(0.8);
  });

  it('is little where two people speak at once, though each leaks into the other track', () => {
    const left = sound((i) => maya[i] + 0.1 * late(tom, 80)(i));
    const right = sound((i) => tom[i] + 0.1 * late(maya, 64)(i));
    expect(spans.length).toBeGreaterThan(3);
    for (const [own, other] of [
      [left, right],
      [right, left],
    ]) {
      const shared = createSharedSound(own, other);
      for (const span of spans) expect(shared(span)).toBeLessThan(0.15);
    }
  });

  it('allows for the gain of the tracks', () => {
    const boosted = sound((i) => 2 * late(maya, 70)(i));
    const other = pcmOf(maya);
    expect(createSharedSound(boosted, other)(spans[0])).toBeLessThan(0.1);
    expect(createSharedSound(boosted, other, -12)(spans[0])).toBeGreaterThan(0.8);
  });

  it('is unknown beside digital silence', () => {
    expect(createSharedSound(pcmOf(maya), pcmOf(new Int16Array(maya.length)))(spans[0])).toBeNull();
  });
});
