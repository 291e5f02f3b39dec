import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNemoMel } from '../../src/features/nemo-mel.js';
import { readAudio } from '../asr/read-audio.js';
import { nemoFeaturesModel } from '../fixtures/make-nemo-features.js';
import { createRandom } from '../fixtures/random.js';
import { hasShared, repo, shared } from '../shared.js';
import { nemoMelSlowly, slaneyBank, slaneyEdges } from './nemo-mel-slowly.js';

const silence = Math.log(2 ** -24);
const tone = (samples: number, hz: number) =>
  Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / 16_000));
const noise = (samples: number, seed: number) => createRandom(seed).normals(samples, 0.1);

function features(audio: Float32Array, bins: number, normalize: 'per-feature' | 'none'): Float32Array {
  const mel = createNemoMel({ bins, normalize });
  const out = new Float32Array(bins * mel.frames(audio.length));
  mel.compute(audio, out);
  return out;
}

const worst = (a: Float32Array, b: Float32Array | Float64Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
};

describe('features of NeMo in closed form', () => {
  it('has one frame for each whole hop, and touches nothing but its rows', () => {
    const mel = createNemoMel({ bins: 80, normalize: 'per-feature' });
    for (let samples = 0; samples <= 600; samples++) {
      const count = Math.floor(samples / 160);
      const out = new Float32Array(80 * 5 + 1).fill(7);
      expect(mel.compute(noise(samples, samples), out, 5)).toBe(count);
      expect(out[80 * 5]).toBe(7);
      const wrong = [...out.subarray(0, 80 * 5)].filter((x, i) =>
        i % 5 < count ? !Number.isFinite(x) : x !== 0,
      );
      expect(wrong).toEqual([]);
    }
    expect(() => mel.compute(noise(800, 1), new Float32Array(80 * 4), 4)).toThrow(RangeError);
    expect(() => mel.compute(noise(640, 1), new Float32Array(80 * 4 - 1), 4)).toThrow(RangeError);
  });

  it('is ln 2^-24 in silence, and 0 when normalised', () => {
    for (const x of features(new Float32Array(1600), 128, 'none')) expect(x).toBeCloseTo(silence, 5);
    for (const x of features(new Float32Array(1600), 128, 'per-feature')) expect(x).toBeCloseTo(0, 5);
  });

  it('is 0 for a single frame, which has no deviation', () => {
    for (const x of features(noise(200, 1), 128, 'per-feature')) expect(x).toBe(0);
  });

  it('gives an impulse a flat spectrum, weighted by pre-emphasis and window', () => {
    const audio = new Float32Array(1600);
    audio[800] = 1;
    const out = features(audio, 80, 'none'); // [80, 10]
    const edges = slaneyEdges(80);
    // Frame 5 has sample 800 at 200 of its window, and the next one, with -0.97, at 201.
    const hann = (i: number) => Math.sin((Math.PI * i) / 399) ** 2;
    const [a, b] = [hann(200), -0.97 * hann(201)];
    for (let band = 0; band < 80; band++) {
      let energy = 0;
      for (let k = 0; k < 257; k++) {
        const hz = k * 31.25;
        const [low, centre, high] = edges.slice(band, band + 3);
        const weight = Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)));
        const squared = a * a + b * b + 2 * a * b * Math.cos((2 * Math.PI * k) / 512);
        energy += ((weight * 2) / (high - low)) * squared;
      }
      expect(out[band * 10 + 5]).toBeCloseTo(Math.log(energy + 2 ** -24), 5);
      // Frames 0 to 3 end before the impulse, frame 7 begins after it.
      for (const t of [0, 1, 2, 3, 7, 8, 9]) expect(out[band * 10 + t]).toBeCloseTo(silence, 5);
    }
  });

  it('is loudest in the band of a tone, and as steady as the tone is', () => {
    const hz = 2000;
    const out = features(tone(16_000, hz), 128, 'none'); // [128, 100]
    const column = Array.from({ length: 128 }, (_, b) => out[b * 100 + 50]);
    const edges = slaneyEdges(128);
    const loudest = column.indexOf(Math.max(...column));
    expect(edges[loudest]).toBeLessThan(hz);
    expect(edges[loudest + 2]).toBeGreaterThan(hz);
    // 100 hops of 10 ms are whole periods of 2 kHz.
    for (let t = 5; t < 95; t++) expect(out[loudest * 100 + t]).toBeCloseTo(column[loudest], 5);
  });

  it('leaves 0.03 of a constant, and its onset', () => {
    const out = features(new Float32Array(3200).fill(0.5), 80, 'none'); // [80, 20]
    // The window of 400 adds up to 199.5, and no filter takes in 0 Hz: what is left are its side lobes.
    const expected = nemoMelSlowly(new Float32Array(3200).fill(0.5), 80, false);
    expect(worst(out, expected)).toBeLessThan(1e-5);
    const high = 70 * 20;
    expect(out[high]).toBeGreaterThan(out[high + 10] + 3);
  });

  it('makes every band mean 0 and deviation 1', () => {
    const out = features(noise(16_000, 5), 128, 'per-feature'); // [128, 100]
    for (let b = 0; b < 128; b++) {
      const row = out.subarray(b * 100, (b + 1) * 100);
      const mean = row.reduce((sum, x) => sum + x, 0) / 100;
      expect(mean).toBeCloseTo(0, 5);
      expect(Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 99)).toBeCloseTo(1, 4);
    }
  });
});

describe('features of NeMo against a direct transform', () => {
  it.each([
    ['noise', noise(4321, 2)],
    ['a tone', tone(3200, 440)],
    ['less than a window', noise(170, 3)],
    ['just two frames', noise(320, 4)],
    // Bands that hardly rise above 2^-24 deviate little from -16.6, where float32 has steps of 2e-6.
    ['quiet noise', noise(2000, 6).map((x) => x * 1e-3), 5e-3],
  ])('%s', (_, audio, normalized = 2e-5) => {
    for (const bins of [80, 128]) {
      expect(worst(features(audio, bins, 'none'), nemoMelSlowly(audio, bins, false))).toBeLessThan(1e-5);
      if (audio.length >= 320)
        expect(worst(features(audio, bins, 'per-feature'), nemoMelSlowly(audio, bins, true))).toBeLessThan(
          normalized,
        );
    }
  });

  it('gives the frames of a whole recording from a piece with two more hops on either side', () => {
    const audio = noise(16_000, 7);
    const whole = features(audio, 128, 'none'); // [128, 100]
    const part = features(audio.subarray(38 * 160, 62 * 160), 128, 'none'); // [128, 24]
    for (let b = 0; b < 128; b++)
      for (let t = 40; t < 60; t++) expect(part[b * 24 + t - 38]).toBe(whole[b * 100 + t]);
  });
});

/** The network computes in float32: 1.3e-4 is the worst that was seen. */
const floatTolerance = 4e-4;

describe.each([80, 128])('features of NeMo as a network, %i bands', (bins) => {
  let network: InferenceSession;
  beforeAll(async () => {
    network = await InferenceSession.create(nemoFeaturesModel(bins, Float32Array.from(slaneyBank(bins))));
  });

  /** A batch in one tensor: by the network, and by views of one buffer. */
  async function compare(windows: readonly Float32Array[]): Promise<number> {
    const samples = Math.max(...windows.map((window) => window.length));
    const waves = new Float32Array(windows.length * samples);
    windows.forEach((window, row) => {
      waves.set(window, row * samples);
    });
    const { features, features_lens } = await network.run({
      waveforms: new Tensor('float32', waves, [windows.length, samples]),
      waveforms_lens: new Tensor(
        'int64',
        BigInt64Array.from(windows, (window) => BigInt(window.length)),
      ),
    });
    const stride = features.dims[2];
    const mel = createNemoMel({ bins, normalize: 'per-feature' });
    const out = new Float32Array(windows.length * bins * stride).fill(9);
    windows.forEach((window, row) => {
      const part = out.subarray(row * bins * stride, (row + 1) * bins * stride);
      expect(mel.compute(window, part, stride)).toBe(Number((features_lens.data as BigInt64Array)[row]));
    });
    return worst(out, features.data as Float32Array);
  }

  it('agrees on a batch of windows of different lengths', async () => {
    expect(await compare([noise(16_000, 1), tone(8123, 700), noise(500, 2)])).toBeLessThan(floatTolerance);
  });

  it('agrees on speech', async () => {
    const window = readAudio(repo('examples/voice-maya.ogg'));
    expect(window.length).toBeGreaterThan(16_000);
    expect(await compare([window])).toBeLessThan(floatTolerance);
  });

  it.skipIf(!hasShared)('agrees on a far microphone and on a reader', async () => {
    const files = ['ami/ES2003a.flac', 'read/cv19_common_voice_en_40865673.flac'];
    const first20s = files.map((path) => readAudio(shared('audio', path)).subarray(0, 320_000));
    expect(await compare(first20s)).toBeLessThan(floatTolerance);
  });
});
