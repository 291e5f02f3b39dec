/**
 * Which rows of the decoder the texts of the next step go into. A text stays in the row it was in; a row that is
 * needed twice is copied into one that nobody needs any more, of the same window if there is one: the keys and values over the
 * audio are then there already. So nothing is ever copied from a row that was written over.
 *
 * @param sources row of each text at the step before.
 * @param windowOf window of each row at the step before.
 * @returns row of each text: 0 to before the number of texts, each once.
 */
export function placeRows(sources: readonly number[], windowOf: readonly number[]): number[] {
  const count = sources.length;
  const taken = new Array<boolean>(count).fill(false);
  const places = new Array<number>(count).fill(-1);
  const settle = (fits: (row: number, source: number) => boolean): void => {
    for (let i = 0; i < count; i++) {
      if (places[i] >= 0) continue;
      for (let row = 0; row < count; row++) {
        if (taken[row] || !fits(row, sources[i])) continue;
        taken[row] = true;
        places[i] = row;
        break;
      }
    }
  };
  settle((row, source) => row === source);
  settle((row, source) => windowOf[row] === windowOf[source]);
  settle(() => true);
  return places;
}
