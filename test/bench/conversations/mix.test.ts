import { expect, it } from 'vitest';
import { mixConversation, type Scene } from '../../../bench/conversations/mix.js';
import { randomFrom } from '../../../bench/conversations/random.js';
import { levelOf, type Voice } from '../../../bench/conversations/utterances.js';

const quiet = { telephone: 'none', rt60: null, noise: null, gain: 0 } as const;
const scene: Scene = {
  people: 2,
  seconds: 40,
  overlap: 0,
  remark: false,
  surroundings: [quiet],
  twice: false,
};
const tone = (hertz: number): Voice => ({
  name: `${hertz} Hz`,
  utterances: [Float32Array.from({ length: 80_000 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / 16_000))],
});
const voices = [tone(400), tone(1000)];
const white = new Map([['white', Float32Array.from({ length: 50_000 }, randomFrom(9)).map((x) => x - 0.5)]]);
const mix = (own: Partial<Scene>) => mixConversation({ ...scene, ...own }, voices, white, randomFrom(5));
const cut = (samples: Float32Array, start: number, end: number) =>
  samples.subarray(Math.round(start * 16_000), Math.round(end * 16_000));

it('is loud where the reference says that somebody speaks, and silent elsewhere', () => {
  const { samples, reference } = mix({});
  expect(new Set(reference.map((s) => s.speaker))).toEqual(new Set(['400 Hz', '1000 Hz']));
  const rest = samples.slice();
  for (const { start, end } of reference) {
    expect(levelOf(cut(samples, start, end))).toBeGreaterThan(0.005);
    cut(rest, start - 0.02, end + 0.02).fill(0);
  }
  expect(levelOf(rest)).toBeLessThan(0.001);
});

it('is the same for the same seed', () => {
  const [a, b] = [mix({}), mix({})];
  expect(a.reference).toEqual(b.reference);
  expect(Buffer.from(a.samples.buffer).equals(Buffer.from(b.samples.buffer))).toBe(true);
});

it('keeps noise at its distance from speech', () => {
  const clean = mix({}).samples;
  const noisy = mix({ surroundings: [{ ...quiet, noise: { kind: 'white', snr: 10 } }] });
  const noise = noisy.samples.map((x, i) => x - clean[i]);
  const speech = new Float32Array(clean.length);
  let count = 0;
  for (const { start, end } of noisy.reference) {
    const said = cut(clean, start, end);
    speech.set(said, count);
    count += said.length;
  }
  expect(20 * Math.log10(levelOf(speech.subarray(0, count)) / levelOf(noise))).toBeCloseTo(10, 0);
  expect(() => mix({ surroundings: [{ ...quiet, noise: { kind: 'rain', snr: 10 } }] })).toThrow('rain');
});

it('plays a meeting a second time, sample by sample', () => {
  const once = mix({});
  const twice = mix({ twice: true });
  expect(twice.reference.length).toBe(2 * once.reference.length);
  const [first, again] = [twice.reference[0], twice.reference[once.reference.length]];
  expect(again.speaker).toBe(first.speaker);
  const shift = Math.round((again.start - first.start) * 16_000);
  expect(
    once.samples.every((sample, i) => twice.samples[i] === sample && twice.samples[shift + i] === sample),
  ).toBe(true);
});

it('changes the surroundings in the middle', () => {
  const plain = mix({ surroundings: [quiet, quiet] });
  const changed = mix({ surroundings: [quiet, { ...quiet, gain: -20 }] });
  const levels = [plain.reference[0], plain.reference[plain.reference.length - 1]].map(({ start, end }) =>
    [plain, changed].map(({ samples }) => levelOf(cut(samples, start, end))),
  );
  expect(levels[0][1]).toBeCloseTo(levels[0][0], 5);
  expect(levels[1][1] / levels[1][0]).toBeCloseTo(0.1, 2);
});
