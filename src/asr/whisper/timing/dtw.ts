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
