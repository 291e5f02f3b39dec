import { sampleRate } from '../../src/domain/recording.js';
import { createComplexFft } from '../../src/features/fft.js';
import { normalFrom } from './random.js';

/**
 * Impulse response of a room: the direct sound, a few early reflections and a tail of noise that decays by 60 dB in
 * `rt60` seconds (Polack 1988). Its first sample is 1.
 * @param direct dB by which the direct sound is stronger than all the rest: 12 is close, 0 far away
 */
export function roomResponse(rt60: number, direct: number, random: () => number): Float32Array {
  const response = new Float32Array(Math.ceil(Math.min(rt60, 0.5) * sampleRate));
  const decay = Math.log(1000) / (rt60 * sampleRate);
  for (let i = Math.round(0.012 * sampleRate); i < response.length; i++)
    response[i] = normalFrom(random) * Math.exp(-decay * i) * 0.1;
  for (let n = 0; n < 6; n++) {
    const at = Math.round((0.002 + 0.028 * random()) * sampleRate);
    if (at < response.length) response[at] += (random() < 0.5 ? -1 : 1) * Math.exp(-decay * at);
  }
  let power = 0;
  for (const tap of response) power += tap * tap;
  const scale = 10 ** (-direct / 20) / Math.sqrt(power);
  for (let i = 0; i < response.length; i++) response[i] *= scale;
  response[0] = 1;
  return response;
}

/** A function that convolves with a response, by overlap and add; the answer is longer by the response. */
export function convolver(response: Float32Array): (samples: Float32Array) => Float32Array {
  const size = 16_384;
  const block = size - response.length + 1;
  const fft = createComplexFft(size);
  const hRe = new Float64Array(size);
  const hIm = new Float64Array(size);
  hRe.set(response);
  fft.forward(hRe, hIm);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  return (samples) => {
    const out = new Float32Array(samples.length + response.length - 1);
    // Two blocks at a time, one as the real part and one as the imaginary part: the response is real.
    for (let at = 0; at < samples.length; at += 2 * block) {
      re.fill(0).set(samples.subarray(at, at + block));
      im.fill(0).set(samples.subarray(at + block, at + 2 * block));
      fft.forward(re, im);
      for (let k = 0; k < size; k++) {
        const real = re[k] * hRe[k] - im[k] * hIm[k];
        im[k] = re[k] * hIm[k] + im[k] * hRe[k];
        re[k] = real;
      }
      // The inverse is the transform with the two parts exchanged.
      fft.forward(im, re);
      for (let i = 0; i < size; i++) {
        if (at + i < out.length) out[at + i] += re[i] / size;
        if (at + block + i < out.length) out[at + block + i] += im[i] / size;
      }
    }
    return out;
  };
}

/** What a telephone leaves: 300 to 3400 Hz, 8,000 samples a second in mu-law (ITU-T G.711), at 16 kHz again. */
export function telephone(samples: Float32Array): Float32Array {
  const out = samples.slice();
  for (const q of butterworth4) filter(out, 'high', 300, q);
  for (let n = 0; n < 2; n++) for (const q of butterworth4) filter(out, 'low', 3400, q);
  for (let i = 0; i < out.length; i++) out[i] = i % 2 === 0 ? 2 * throughMuLaw(out[i]) : 0;
  for (let n = 0; n < 2; n++) for (const q of butterworth4) filter(out, 'low', 3400, q);
  return out;
}

/** Qualities of the two sections of a Butterworth filter of fourth order. */
const butterworth4 = [0.5412, 1.3066] as const;

/** Filters in place by a section of second order (R. Bristow-Johnson's audio EQ cookbook). */
function filter(samples: Float32Array, pass: 'low' | 'high', hertz: number, q: number): void {
  const w = (2 * Math.PI * hertz) / sampleRate;
  const alpha = Math.sin(w) / (2 * q);
  const cos = Math.cos(w);
  const a0 = 1 + alpha;
  const edge = (pass === 'low' ? (1 - cos) / 2 : (1 + cos) / 2) / a0;
  const middle = pass === 'low' ? 2 * edge : -2 * edge;
  const a1 = (-2 * cos) / a0;
  const a2 = (1 - alpha) / a0;
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i];
    const y = edge * x + middle * x1 + edge * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    samples[i] = y;
  }
}

function throughMuLaw(sample: number): number {
  const size = Math.log1p(255 * Math.min(1, Math.abs(sample))) / Math.log(256);
  return (Math.sign(sample) * Math.expm1((Math.round(size * 127) / 127) * Math.log(256))) / 255;
}
