import { butterflies, type Pass } from './butterflies.js';

/** Samples in, spectrum out; every array is the caller's, so that a loop over frames allocates nothing. */
interface RealFft {
  /** Samples in a frame. */
  readonly size: number;
  /** Frequencies from 0 to half the sample rate: `floor(size / 2) + 1`. */
  readonly bins: number;
  /** Complex spectrum of a real frame into `re` and `im`, each [bins]. A frame shorter than `size` is padded with zeros. */
  forward(frame: ArrayLike<number>, re: Float64Array, im: Float64Array): void;
  /** Squared magnitude of the spectrum into `out`, [bins]. A frame shorter than `size` is padded with zeros. */
  powerSpectrum(frame: ArrayLike<number>, out: Float64Array | Float32Array): void;
}

interface ComplexFft {
  readonly size: number;
  /** Replaces `re + i im`, each [size], by its transform: X[k] = sum over t of x[t] exp(-2 pi i k t / size). */
  forward(re: Float64Array, im: Float64Array): void;
}

/**
 * Mixed-radix FFT of a fixed length that is a product of 2, 3 and 5, in double precision.
 *
 * Stockham's self-sorting form (Cochran et al., "What is the fast Fourier transform?", 1967): each pass reads one
 * buffer and writes the other in the order that the next one wants, so there is no reordering. Factors and
 * twiddles are planned once; `forward` allocates nothing and is not reentrant.
 *
 * @throws RangeError when `size` has another prime factor.
 */
export function createComplexFft(size: number): ComplexFft {
  const passes = plan(size);
  const workRe = new Float64Array(size);
  const workIm = new Float64Array(size);
  return {
    size,
    forward(re, im) {
      if (re.length !== size || im.length !== size)
        throw new RangeError(`an FFT of ${size} got ${re.length}`);
      let inWork = false;
      for (const pass of passes) {
        const run = butterflies[pass.radix as keyof typeof butterflies];
        if (inWork) run(pass, workRe, workIm, re, im);
        else run(pass, re, im, workRe, workIm);
        inWork = !inWork;
      }
      if (inWork) {
        re.set(workRe);
        im.set(workIm);
      }
    },
  };
}

/**
 * FFT of real frames. An even length costs one complex transform of half of it: the even samples are the real part,
 * the odd ones the imaginary part, and the two spectra are separated afterwards.
 *
 * @throws RangeError when `size` has a prime factor other than 2, 3 and 5.
 */
export function createRealFft(size: number): RealFft {
  const bins = (size >> 1) + 1;
  const even = size % 2 === 0;
  const half = even ? size / 2 : size;
  const fft = createComplexFft(half);
  const a = new Float64Array(half);
  const b = new Float64Array(half);
  const { cos, sin } = circle(size, bins);
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);

  function load(frame: ArrayLike<number>): void {
    const n = frame.length;
    if (n > size) throw new RangeError(`an FFT of ${size} got a frame of ${n}`);
    const pairs = even ? n >> 1 : n;
    if (even)
      for (let i = 0; i < pairs; i++) {
        a[i] = frame[2 * i];
        b[i] = frame[2 * i + 1];
      }
    else for (let i = 0; i < pairs; i++) a[i] = frame[i];
    a.fill(0, pairs);
    b.fill(0, even ? pairs : 0);
    if (even && n % 2 === 1) a[pairs] = frame[n - 1];
    fft.forward(a, b);
  }

  function forward(frame: ArrayLike<number>, re: Float64Array, im: Float64Array): void {
    load(frame);
    if (!even) {
      for (let k = 0; k < bins; k++) {
        re[k] = a[k];
        im[k] = b[k];
      }
      return;
    }
    re[0] = a[0] + b[0];
    im[0] = 0;
    re[half] = a[0] - b[0];
    im[half] = 0;
    // Z[k] = E[k] + i O[k] with E and O the spectra of the even and odd samples; X[k] = E[k] + w^k O[k].
    for (let k = 1; k < half; k++) {
      const m = half - k;
      const eRe = 0.5 * (a[k] + a[m]);
      const eIm = 0.5 * (b[k] - b[m]);
      const oRe = 0.5 * (b[k] + b[m]);
      const oIm = 0.5 * (a[m] - a[k]);
      re[k] = eRe + cos[k] * oRe - sin[k] * oIm;
      im[k] = eIm + cos[k] * oIm + sin[k] * oRe;
    }
  }

  return {
    size,
    bins,
    forward,
    powerSpectrum(frame, out) {
      forward(frame, re, im);
      for (let k = 0; k < bins; k++) out[k] = re[k] * re[k] + im[k] * im[k];
    },
  };
}

/** exp(-2 pi i k / size) for k < count. */
function circle(size: number, count: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = -Math.sin((2 * Math.PI * k) / size);
  }
  return { cos, sin };
}

function plan(size: number): Pass[] {
  const passes: Pass[] = [];
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`an FFT cannot have ${size} points`);
  let left = size;
  while (left > 1) {
    const radix = [4, 5, 3, 2].find((r) => left % r === 0);
    if (!radix) throw new RangeError(`an FFT of ${size} points: only the factors 2, 3 and 5 are supported`);
    const count = left / radix;
    const whole = circle(left, left);
    const cos = new Float64Array(count * (radix - 1));
    const sin = new Float64Array(count * (radix - 1));
    for (let k = 0; k < count; k++)
      for (let j = 1; j < radix; j++) {
        cos[k * (radix - 1) + j - 1] = whole.cos[(j * k) % left];
        sin[k * (radix - 1) + j - 1] = whole.sin[(j * k) % left];
      }
    passes.push({ radix, count, stride: size / left, cos, sin });
    left = count;
  }
  return passes;
}
