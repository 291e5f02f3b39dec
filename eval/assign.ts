/**
 * One-to-one assignment of rows to columns with the greatest sum of scores, by the Hungarian method with
 * potentials (Kuhn 1955; the O(n^3) form of Jonker and Volgenant 1987). Exact and deterministic.
 *
 * A row stays without a partner when every remaining choice would lower the sum, that is for scores that are not
 * above 0: leaving a row free costs nothing.
 * @param scores [rows][columns]
 * @returns the column of each row, or -1.
 */
export function assignBest(scores: readonly (readonly number[])[]): number[] {
  const rows = scores.length;
  const columns = rows === 0 ? 0 : scores[0].length;
  // Every row gets a dummy column of its own with score 0, so that it may stay free.
  const width = columns + rows;
  const cost = (row: number, column: number) => (column < columns ? -Math.max(0, scores[row][column]) : 0);

  // All 1-based; column 0 is where the search for a row begins.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  const rowOf = new Int32Array(width + 1);
  const previous = new Int32Array(width + 1);
  const slack = new Float64Array(width + 1);
  const visited = new Uint8Array(width + 1);

  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    slack.fill(Number.POSITIVE_INFINITY);
    visited.fill(0);
    let column = 0;
    do {
      visited[column] = 1;
      const current = rowOf[column];
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let c = 1; c <= width; c++) {
        if (visited[c]) continue;
        const reduced = cost(current - 1, c - 1) - rowPotential[current] - columnPotential[c];
        if (reduced < slack[c]) {
          slack[c] = reduced;
          previous[c] = column;
        }
        if (slack[c] < delta) {
          delta = slack[c];
          next = c;
        }
      }
      for (let c = 0; c <= width; c++) {
        if (visited[c]) {
          rowPotential[rowOf[c]] += delta;
          columnPotential[c] -= delta;
        } else slack[c] -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const before = previous[column];
      rowOf[column] = rowOf[before];
      column = before;
    } while (column !== 0);
  }

  const assigned = new Array<number>(rows).fill(-1);
  for (let c = 1; c <= columns; c++) {
    const row = rowOf[c] - 1;
    if (row >= 0 && scores[row][c - 1] > 0) assigned[row] = c - 1;
  }
  return assigned;
}
