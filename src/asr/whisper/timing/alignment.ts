export interface AttentionShape {
  readonly heads: number;
  readonly positions: number;
  /** Positions that hold audio; what lies behind is padding. */
  readonly used: number;
  /** Tokens that the path goes through, `[from, to)`; the others count in the normalization only. */
  readonly from: number;
  readonly to: number;
  /** Odd; 7 in the reference. */
  readonly medianWidth: number;
}

/**
 * When each token begins, from the cross attention of the heads that follow the speech (openai/whisper `timing.py`,
 * `find_alignment`): per head, weights over the audio, normalized over the tokens and smoothed by a running median;
 * then the mean over the heads, and the path through it.
 *
 * @param attention one [heads, positions] for each token that was fed, softmaxed over the positions.
 * @returns for each token of the path the position at which it begins.
 */
export function alignTokens(attention: readonly Float32Array[], shape: AttentionShape): Int32Array {
  const { heads, positions, used, from, to, medianWidth } = shape;
  const tokens = attention.length;
  const rows = to - from;
  if (rows <= 0 || used <= 0) return new Int32Array(Math.max(0, rows));
  const cost = new Float64Array(rows * used);
  const weights = new Float64Array(tokens * used);
  const mean = new Float64Array(used);
  const scale = new Float64Array(used);
  const smooth = createMedianFilter(medianWidth);
  for (let h = 0; h < heads; h++) {
    mean.fill(0);
    scale.fill(0);
    for (let t = 0; t < tokens; t++) {
      const weight = attention[t];
      const at = h * positions;
      const row = t * used;
      let sum = 0;
      for (let p = 0; p < used; p++) sum += weight[at + p];
      const whole = sum > 0 ? 1 / sum : 0;
      for (let p = 0; p < used; p++) {
        const share = weight[at + p] * whole;
        weights[row + p] = share;
        mean[p] += share / tokens;
      }
    }
    for (let t = 0; t < tokens; t++)
      for (let p = 0; p < used; p++) scale[p] += (weights[t * used + p] - mean[p]) ** 2;
    for (let p = 0; p < used; p++) scale[p] = scale[p] > 0 ? 1 / Math.sqrt(scale[p] / tokens) : 0;
    for (let t = from; t < to; t++) {
      const row = weights.subarray(t * used, (t + 1) * used);
      for (let p = 0; p < used; p++) row[p] = (row[p] - mean[p]) * scale[p];
      smooth(row, row);
      const line = (t - from) * used;
      for (let p = 0; p < used; p++) cost[line + p] -= row[p] / heads;
    }
  }
  return firstColumns(cost, rows, used);
}

/**
 * Running median of odd width over a row, mirrored at both ends; `out` may be the row itself. A row that is not longer
 * than half the width stays as it is. The window is kept sorted: at each place one value leaves and one enters.
 */
export function createMedianFilter(width: number): (row: Float64Array, out: Float64Array) => void {
  const half = width >> 1;
  const sorted = new Float64Array(width);
  let mirrored = new Float64Array(0);
  return (row, out) => {
    const n = row.length;
    if (n <= half) {
      out.set(row);
      return;
    }
    if (mirrored.length < n + 2 * half) mirrored = new Float64Array(n + 2 * half);
    mirrored.set(row, half);
    for (let i = 1; i <= half; i++) {
      mirrored[half - i] = row[i];
      mirrored[half + n - 1 + i] = row[n - 1 - i];
    }
    sorted.set(mirrored.subarray(0, width));
    sorted.sort();
    out[0] = sorted[half];
    for (let i = 1; i < n; i++) {
      const leaves = mirrored[i - 1];
      const enters = mirrored[i + width - 1];
      let k = 0;
      while (k < width - 1 && sorted[k] !== leaves) k++;
      for (; k > 0 && sorted[k - 1] > enters; k--) sorted[k] = sorted[k - 1];
      for (; k < width - 1 && sorted[k + 1] < enters; k++) sorted[k] = sorted[k + 1];
      sorted[k] = enters;
      out[i] = sorted[half];
    }
  };
}

/**
 * Dynamic time warping of a cost matrix [rows, columns], from the first cell to the last, by steps right, down and
 * diagonal (openai/whisper `timing.py`, `dtw_cpu`: on equal cost it goes right).
 *
 * @returns for each row the first column that the cheapest path visits in it, [rows].
 */
export function firstColumns(cost: Float64Array, rows: number, columns: number): Int32Array {
  const diagonal = 0;
  const down = 1;
  const right = 2;
  const trace = new Uint8Array(rows * columns);
  // Sums are kept in float32, as the reference does, so that ties fall the same way.
  let above = new Float32Array(columns + 1).fill(Number.POSITIVE_INFINITY);
  let current = new Float32Array(columns + 1);
  above[0] = 0;
  for (let i = 0; i < rows; i++) {
    current[0] = Number.POSITIVE_INFINITY;
    for (let j = 0; j < columns; j++) {
      const c0 = above[j];
      const c1 = above[j + 1];
      const c2 = current[j];
      let step = right;
      let best = c2;
      if (c0 < c1 && c0 < c2) {
        step = diagonal;
        best = c0;
      } else if (c1 < c0 && c1 < c2) {
        step = down;
        best = c1;
      }
      current[j + 1] = cost[i * columns + j] + best;
      trace[i * columns + j] = step;
    }
    [above, current] = [current, above];
  }
  const first = new Int32Array(rows);
  let i = rows - 1;
  let j = columns - 1;
  while (i >= 0 && j >= 0) {
    first[i] = j;
    // Along the edges there is only one way back.
    const step = j === 0 ? down : i === 0 ? right : trace[i * columns + j];
    if (step !== right) i--;
    if (step !== down) j--;
  }
  return first;
}
