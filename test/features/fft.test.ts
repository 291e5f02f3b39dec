import { describe, expect, it } from 'vitest';
import { createComplexFft, createRealFft } from '../../src/features/fft.js';

/** Numbers in [-1, 1) that are the same on every run. */
function noise(length: number, seed: number): Float64Array {
  const out = new Float64Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state / 2 ** 31 - 1;
  }
  return out;
}

/** The definition, term by term. */
function dft(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = re.length;
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++)
    for (let t = 0; t < n; t++) {
      const angle = (-2 * Math.PI * ((k * t) % n)) / n;
      out.re[k] += re[t] * Math.cos(angle) - im[t] * Math.sin(angle);
      out.im[k] += re[t] * Math.sin(angle) + im[t] * Math.cos(angle);
    }
  return out;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>, count: number): number {
  let worst = 0;
  for (let i = 0; i < count; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

/** Every length up to 128 without other factors than 2, 3 and 5, and those in use. */
const lengths = [
  ...Array.from({ length: 128 }, (_, i) => i + 1).filter(isSmooth),
  200,
  256,
  400,
  512,
  1000,
  1024,
];
function isSmooth(n: number): boolean {
  let left = n;
  for (const p of [2, 3, 5]) while (left % p === 0) left /= p;
  return left === 1;
}

describe('createComplexFft', () => {
  it('equals the definition for every supported length', () => {
    for (const n of lengths) {
      const re = noise(n, n);
      const im = noise(n, n + 1000);
      const want = dft(re, im);
      createComplexFft(n).forward(re, im);
      expect(largestDifference(re, want.re, n), `length ${n}`).toBeLessThan(1e-12 * (n + 10));
      expect(largestDifference(im, want.im, n), `length ${n}`).toBeLessThan(1e-12 * (n + 10));
    }
  });

  it('refuses lengths with other factors, and arrays of another length', () => {
    for (const n of [0, -4, 7, 2.5, 22, 441 * 13])
      expect(() => createComplexFft(n), `${n}`).toThrow(RangeError);
    expect(() => createComplexFft(8).forward(new Float64Array(16), new Float64Array(16))).toThrow(RangeError);
  });
});

describe('createRealFft', () => {
  it('equals the definition for every supported length', () => {
    for (const n of lengths) {
      const frame = noise(n, n);
      const want = dft(frame, new Float64Array(n));
      const fft = createRealFft(n);
      expect(fft.bins).toBe(Math.floor(n / 2) + 1);
      const re = new Float64Array(fft.bins);
      const im = new Float64Array(fft.bins);
      fft.forward(frame, re, im);
      expect(largestDifference(re, want.re, fft.bins), `length ${n}`).toBeLessThan(1e-12 * (n + 10));
      expect(largestDifference(im, want.im, fft.bins), `length ${n}`).toBeLessThan(1e-12 * (n + 10));
    }
  });

  it('gives the squared magnitude, in 32 and in 64 bits', () => {
    const fft = createRealFft(400);
    const frame = Float32Array.from(noise(400, 5));
    const want = dft(Float64Array.from(frame), new Float64Array(400));
    const power = Float64Array.from({ length: 201 }, (_, k) => want.re[k] ** 2 + want.im[k] ** 2);
    const out = new Float64Array(201);
    fft.powerSpectrum(frame, out);
    expect(largestDifference(out, power, 201)).toBeLessThan(1e-9);
    const single = new Float32Array(201);
    fft.powerSpectrum(frame, single);
    expect(largestDifference(single, power, 201)).toBeLessThan(1e-4);
  });

  it('pads a short frame with zeros, whatever it transformed before', () => {
    for (const n of [400, 512, 45]) {
      const fft = createRealFft(n);
      for (const length of [n - 1, n - 12, 1, 0]) {
        const short = noise(length, 3);
        const padded = new Float64Array(n);
        padded.set(short);
        const want = new Float64Array(fft.bins);
        const got = new Float64Array(fft.bins);
        fft.powerSpectrum(padded, want);
        fft.powerSpectrum(noise(n, 9), got);
        fft.powerSpectrum(short, got);
        expect(got).toEqual(want);
      }
      expect(() => fft.powerSpectrum(new Float64Array(n + 1), new Float64Array(fft.bins))).toThrow(
        RangeError,
      );
    }
  });

  it('puts a cosine of bin 37 in bin 37 only', () => {
    const fft = createRealFft(400);
    const frame = Float64Array.from({ length: 400 }, (_, t) => Math.cos((2 * Math.PI * 37 * t) / 400));
    const power = new Float64Array(fft.bins);
    fft.powerSpectrum(frame, power);
    expect(power[37]).toBeCloseTo(200 ** 2, 6);
    power[37] = 0;
    expect(Math.max(...power)).toBeLessThan(1e-20);
  });
});
