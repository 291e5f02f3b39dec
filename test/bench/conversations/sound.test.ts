import { expect, it } from 'vitest';
import { randomFrom } from '../../../bench/conversations/random.js';
import { convolver, roomResponse, telephone } from '../../../bench/conversations/sound.js';
import { levelOf } from '../../../bench/conversations/utterances.js';

it('convolves as the sum over all taps does', () => {
  const random = randomFrom(1);
  const response = Float32Array.from({ length: 300 }, () => random() - 0.5);
  const samples = Float32Array.from({ length: 40_000 }, () => random() - 0.5);
  const out = convolver(response)(samples);
  expect(out.length).toBe(40_299);
  for (const at of [0, 1, 299, 16_084, 16_085, 32_170, 39_999, 40_298]) {
    let sum = 0;
    for (let k = 0; k < response.length; k++) sum += response[k] * (samples[at - k] ?? 0);
    expect(out[at]).toBeCloseTo(sum, 4);
  }
});

it('gives a room its distance and its decay', () => {
  const response = roomResponse(0.4, 6, randomFrom(1));
  expect(response[0]).toBe(1);
  expect(20 * Math.log10(1 / (levelOf(response.subarray(1)) * Math.sqrt(response.length - 1)))).toBeCloseTo(
    6,
    3,
  );
  // 60 dB in 0.4 s are 30 dB in 0.2 s.
  const early = levelOf(response.subarray(1600, 1920));
  const late = levelOf(response.subarray(4800, 5120));
  expect(20 * Math.log10(early / late)).toBeGreaterThan(27);
  expect(20 * Math.log10(early / late)).toBeLessThan(33);
});

it('lets through a telephone what lies between 300 and 3400 Hz', () => {
  const loss = (hertz: number) => {
    const tone = Float32Array.from(
      { length: 16_000 },
      (_, i) => 0.1 * Math.sin((2 * Math.PI * hertz * i) / 16_000),
    );
    return 20 * Math.log10(levelOf(telephone(tone).subarray(4000)) / levelOf(tone));
  };
  expect(loss(1000)).toBeGreaterThan(-1);
  expect(loss(1000)).toBeLessThan(1);
  expect(loss(100)).toBeLessThan(-25);
  expect(loss(5500)).toBeLessThan(-25);
});
