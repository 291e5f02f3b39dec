/** One step of the transform: `count` butterflies of `radix` points, each done for `stride` interleaved sequences. */
export interface Pass {
  readonly radix: number;
  readonly count: number;
  readonly stride: number;
  /** exp(-2 pi i j k / (radix count)) for j = 1 .. radix - 1 within k = 0 .. count - 1. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

type Butterflies = (
  pass: Pass,
  xRe: Float64Array,
  xIm: Float64Array,
  yRe: Float64Array,
  yIm: Float64Array,
) => void;

const half3 = Math.sqrt(3) / 2;
const cos5a = Math.cos((2 * Math.PI) / 5);
const cos5b = Math.cos((4 * Math.PI) / 5);
const sin5a = Math.sin((2 * Math.PI) / 5);
const sin5b = Math.sin((4 * Math.PI) / 5);

/** In each: point j of butterfly k, sequence q is x[q + stride (k + j count)]; result j goes to y[q + stride (radix k + j)]. */
export const butterflies: Record<2 | 3 | 4 | 5, Butterflies> = {
  2(pass, xRe, xIm, yRe, yIm) {
    const { count, stride, cos, sin } = pass;
    const step = stride * count;
    for (let k = 0; k < count; k++) {
      const c1 = cos[k];
      const s1 = sin[k];
      for (let q = 0; q < stride; q++) {
        const i = q + stride * k;
        const o = q + stride * 2 * k;
        const r = xRe[i] - xRe[i + step];
        const m = xIm[i] - xIm[i + step];
        yRe[o] = xRe[i] + xRe[i + step];
        yIm[o] = xIm[i] + xIm[i + step];
        yRe[o + stride] = c1 * r - s1 * m;
        yIm[o + stride] = c1 * m + s1 * r;
      }
    }
  },
  3(pass, xRe, xIm, yRe, yIm) {
    const { count, stride, cos, sin } = pass;
    const step = stride * count;
    for (let k = 0; k < count; k++) {
      const c1 = cos[2 * k];
      const s1 = sin[2 * k];
      const c2 = cos[2 * k + 1];
      const s2 = sin[2 * k + 1];
      for (let q = 0; q < stride; q++) {
        const i = q + stride * k;
        const o = q + stride * 3 * k;
        const sumRe = xRe[i + step] + xRe[i + 2 * step];
        const sumIm = xIm[i + step] + xIm[i + 2 * step];
        const difRe = half3 * (xRe[i + step] - xRe[i + 2 * step]);
        const difIm = half3 * (xIm[i + step] - xIm[i + 2 * step]);
        const midRe = xRe[i] - 0.5 * sumRe;
        const midIm = xIm[i] - 0.5 * sumIm;
        yRe[o] = xRe[i] + sumRe;
        yIm[o] = xIm[i] + sumIm;
        const r1 = midRe + difIm;
        const m1 = midIm - difRe;
        const r2 = midRe - difIm;
        const m2 = midIm + difRe;
        yRe[o + stride] = c1 * r1 - s1 * m1;
        yIm[o + stride] = c1 * m1 + s1 * r1;
        yRe[o + 2 * stride] = c2 * r2 - s2 * m2;
        yIm[o + 2 * stride] = c2 * m2 + s2 * r2;
      }
    }
  },
  4(pass, xRe, xIm, yRe, yIm) {
    const { count, stride, cos, sin } = pass;
    const step = stride * count;
    for (let k = 0; k < count; k++) {
      const c1 = cos[3 * k];
      const s1 = sin[3 * k];
      const c2 = cos[3 * k + 1];
      const s2 = sin[3 * k + 1];
      const c3 = cos[3 * k + 2];
      const s3 = sin[3 * k + 2];
      for (let q = 0; q < stride; q++) {
        const i = q + stride * k;
        const o = q + stride * 4 * k;
        const i1 = i + step;
        const i2 = i1 + step;
        const i3 = i2 + step;
        const x0Re = xRe[i];
        const x0Im = xIm[i];
        const x1Re = xRe[i1];
        const x1Im = xIm[i1];
        const x2Re = xRe[i2];
        const x2Im = xIm[i2];
        const x3Re = xRe[i3];
        const x3Im = xIm[i3];
        const evenRe = x0Re + x2Re;
        const evenIm = x0Im + x2Im;
        const evenDifRe = x0Re - x2Re;
        const evenDifIm = x0Im - x2Im;
        const oddRe = x1Re + x3Re;
        const oddIm = x1Im + x3Im;
        const oddDifRe = x1Re - x3Re;
        const oddDifIm = x1Im - x3Im;
        yRe[o] = evenRe + oddRe;
        yIm[o] = evenIm + oddIm;
        const r1 = evenDifRe + oddDifIm;
        const m1 = evenDifIm - oddDifRe;
        const r2 = evenRe - oddRe;
        const m2 = evenIm - oddIm;
        const r3 = evenDifRe - oddDifIm;
        const m3 = evenDifIm + oddDifRe;
        yRe[o + stride] = c1 * r1 - s1 * m1;
        yIm[o + stride] = c1 * m1 + s1 * r1;
        yRe[o + 2 * stride] = c2 * r2 - s2 * m2;
        yIm[o + 2 * stride] = c2 * m2 + s2 * r2;
        yRe[o + 3 * stride] = c3 * r3 - s3 * m3;
        yIm[o + 3 * stride] = c3 * m3 + s3 * r3;
      }
    }
  },
  5(pass, xRe, xIm, yRe, yIm) {
    const { count, stride } = pass;
    const step = stride * count;
    for (let k = 0; k < count; k++)
      for (let q = 0; q < stride; q++) {
        const i = q + stride * k;
        const o = q + stride * 5 * k;
        const aRe = xRe[i + step] + xRe[i + 4 * step];
        const aIm = xIm[i + step] + xIm[i + 4 * step];
        const bRe = xRe[i + 2 * step] + xRe[i + 3 * step];
        const bIm = xIm[i + 2 * step] + xIm[i + 3 * step];
        const cRe = xRe[i + step] - xRe[i + 4 * step];
        const cIm = xIm[i + step] - xIm[i + 4 * step];
        const dRe = xRe[i + 2 * step] - xRe[i + 3 * step];
        const dIm = xIm[i + 2 * step] - xIm[i + 3 * step];
        const eRe = xRe[i] + cos5a * aRe + cos5b * bRe;
        const eIm = xIm[i] + cos5a * aIm + cos5b * bIm;
        const fRe = xRe[i] + cos5b * aRe + cos5a * bRe;
        const fIm = xIm[i] + cos5b * aIm + cos5a * bIm;
        const gRe = sin5a * cRe + sin5b * dRe;
        const gIm = sin5a * cIm + sin5b * dIm;
        const hRe = sin5b * cRe - sin5a * dRe;
        const hIm = sin5b * cIm - sin5a * dIm;
        yRe[o] = xRe[i] + aRe + bRe;
        yIm[o] = xIm[i] + aIm + bIm;
        rotate(pass, 4 * k, o + stride, eRe + gIm, eIm - gRe, yRe, yIm);
        rotate(pass, 4 * k + 1, o + 2 * stride, fRe + hIm, fIm - hRe, yRe, yIm);
        rotate(pass, 4 * k + 2, o + 3 * stride, fRe - hIm, fIm + hRe, yRe, yIm);
        rotate(pass, 4 * k + 3, o + 4 * stride, eRe - gIm, eIm + gRe, yRe, yIm);
      }
  },
};

/** y[o] = (re + i im) times twiddle t. */
function rotate(p: Pass, t: number, o: number, re: number, im: number, yRe: Float64Array, yIm: Float64Array) {
  yRe[o] = p.cos[t] * re - p.sin[t] * im;
  yIm[o] = p.cos[t] * im + p.sin[t] * re;
}
