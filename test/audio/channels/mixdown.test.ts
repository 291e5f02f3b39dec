import { describe, expect, it } from 'vitest';
import { createFirstMixdown, createMixdown } from '../../../src/audio/channels/mixdown.js';
import { type ChannelPlan, isPlain, plainPlan } from '../../../src/audio/channels/plan.js';
import { interleaved, noise, scaled, summed, turnOf, voice } from './channel-sounds.js';

const seconds = 12;
const speech = summed(
  turnOf(voice(1, seconds), 0, 2),
  turnOf(voice(2, seconds), 1, 2),
  noise(3, seconds, 1e-4),
);

/** Decodes a recording in pieces: the first pass, and the second one if it is needed. */
function decode(channels: readonly Float32Array[]) {
  const samples = interleaved(channels);
  const run = (mixdown: ReturnType<typeof createMixdown>) => {
    const files: Int16Array[][] = [];
    for (let at = 0; at < samples.length; at += 1000 * channels.length) {
      const { mono, tracks } = mixdown.push(
        samples.subarray(at, at + 1000 * channels.length),
        channels.length,
      );
      for (const [f, piece] of [mono, ...tracks].entries()) files[f] = [...(files[f] ?? []), piece.slice()];
    }
    return files.map((pieces) => Int16Array.from(pieces.flatMap((piece) => [...piece])));
  };
  const first = createFirstMixdown();
  const once = run(first);
  const plan = first.plan('auto')!;
  return {
    plan,
    files: isPlain(plan) ? once : run(createMixdown(plan)),
    again: !isPlain(plan),
  };
}

const level = (samples: ArrayLike<number>) => {
  let power = 0;
  for (let i = 0; i < samples.length; i++) power += (samples[i] / 32768) ** 2;
  return 10 * Math.log10(power / samples.length);
};
/** The nearest integer, of two the even one: as ffmpeg rounds. */
const rounded16 = (x: number) => {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
};
const inSixteenBits = (samples: Float32Array) => Int16Array.from(samples, (x) => rounded16(x * 32768));

it('rounds a sample half-way between two to the even one, as ffmpeg does', () => {
  const samples = Float32Array.from([0.5, 1.5, 2.5, -0.5, -1.5, 1.25], (x) => x / 32768);
  expect([...createMixdown(plainPlan(1)).push(samples, 1).mono]).toEqual([0, 2, 2, 0, -2, 1]);
});

describe('a usual recording', () => {
  const rounded = Float32Array.from(inSixteenBits(speech), (x) => x / 32768);
  it('of one channel keeps its samples, bit for bit, and is decoded once', () => {
    const { files, again } = decode([rounded]);
    expect(again).toBe(false);
    expect(files).toEqual([inSixteenBits(speech)]);
  });

  it('in stereo becomes the mean of both, and is decoded once', () => {
    const room = [rounded, summed(scaled(rounded, 0.7), noise(4, seconds, 1e-3))];
    const { files, again } = decode(room);
    expect(again).toBe(false);
    expect(files).toEqual([Int16Array.from(rounded, (x, i) => rounded16((x + room[1][i]) * 16384))]);
  });
});

describe('a level that 16 bits do not hold', () => {
  it.each([
    ['far below the last bit', 1e-4],
    ['60 dB down', 1e-3],
    ['far beyond full scale', 100],
  ])('%s: as good as at a usual level', (_, factor) => {
    const { files } = decode([scaled(speech, factor)]);
    const own = level(files[0]);
    expect(own).toBeGreaterThan(-50);
    expect(own).toBeLessThan(-10);
    // Nothing but the factor has changed: the rest is rounding, 40 dB and more below.
    const gain = 10 ** ((own - level(inSixteenBits(speech))) / 20);
    const difference = files[0].map((x, i) => Math.round(x - speech[i] * 32768 * gain));
    expect(level(difference)).toBeLessThan(own - 40);
    expect(files[0].filter((x) => Math.abs(x) >= 32767).length).toBeLessThan(3);
  });

  it('a single bang beyond full scale does not make the rest inaudible', () => {
    const bang = Float32Array.from(speech);
    bang[5000] = 1e6;
    expect(level(decode([bang]).files[0].subarray(16_000))).toBeGreaterThan(-65);
  });

  it('noise that nobody speaks in stays soft', () => {
    expect(decode([noise(1, seconds, 1e-4)]).again).toBe(false);
  });
});

describe('an offset', () => {
  it.each<[string, (i: number) => number]>([
    ['constant', () => 0.1],
    ['from the middle on', (i) => (i < speech.length / 2 ? 0 : 0.1)],
    ['below zero, and beyond full scale with the speech', () => -0.95],
  ])('%s: is removed', (_, offset) => {
    const { files, plan } = decode([speech.map((x, i) => 0.3 * x + offset(i))]);
    expect(plan.notes.join(' ')).toContain('A constant offset was removed');
    const means = [0, 4, 8].map((s) => {
      const middle = files[0].subarray((s + 1) * 16_000, (s + 3) * 16_000);
      return middle.reduce((sum, x) => sum + x / 32768, 0) / middle.length;
    });
    for (const mean of means) expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(Math.abs(files[0][0])).toBeLessThan(1000);
  });

  it('of a sound card is left alone', () => {
    expect(decode([speech.map((x) => x + 0.0005)]).again).toBe(false);
  });
});

it('tracks that stay apart lie beside their mean', () => {
  const [maya, tom] = [turnOf(voice(1, seconds), 0, 2), turnOf(voice(2, seconds), 1, 2)];
  const { files } = decode([maya, tom]);
  expect(files.slice(1)).toEqual([inSixteenBits(maya), inSixteenBits(tom)]);
  expect(files[0]).toEqual(inSixteenBits(maya.map((x, i) => (x + tom[i]) / 2)));
});

it('samples that are not finite do no harm', () => {
  const plan: ChannelPlan = { ...plainPlan(1), offsets: [0] };
  const samples = Float32Array.of(0.5, Number.NaN, Number.POSITIVE_INFINITY, -0.5);
  expect([...createMixdown(plainPlan(1)).push(samples, 1).mono]).toEqual([16384, 0, 32767, -16384]);
  expect(
    createMixdown(plan)
      .push(samples, 1)
      .mono.every((x) => Math.abs(x) <= 32767),
  ).toBe(true);
  const heard = Float32Array.from(speech);
  heard[100] = Number.NaN;
  heard[200] = Number.NEGATIVE_INFINITY;
  expect(decode([heard]).again).toBe(false);
});
