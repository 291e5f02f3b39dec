/** Pairs of equal halves that vote at most; a looped recording has far more. */
const pairsLimit = 1 << 21;

/**
 * Aligns one fingerprint with others through equal sub-fingerprints, as Haitsma and Kalker do, but with halves of
 * words, which survive more often: equal halves vote for an alignment (by chance one pair in 65,536 is equal; with 20 %
 * of the bits wrong, one true pair in 36).
 *
 * @returns a function that gives the position in b minus the position in a that most halves vote for.
 */
export function createOffsetVoter(a: Uint32Array): (b: Uint32Array) => number {
  let indexes: readonly HalfIndex[] | undefined;
  let votes = new Uint32Array(0);
  return (b) => {
    indexes ??= [indexHalves(a, 0), indexHalves(a, 16)];
    const offsets = a.length + b.length;
    if (votes.length < offsets) votes = new Uint32Array(2 * offsets);
    return mostVoted(indexes, a.length, b, votes.subarray(0, offsets).fill(0));
  };
}

/** Positions of each value of one half of the words: of value v, positions[starts[v]] .. positions[starts[v + 1] - 1]. */
interface HalfIndex {
  readonly shift: 0 | 16;
  readonly starts: Uint32Array;
  readonly positions: Uint32Array;
  /** A bit for each value that there is: most are looked for in vain, and this fits the first cache. */
  readonly present: Uint32Array;
  /** How often the most frequent value is there. */
  readonly crowd: number;
}

function indexHalves(words: Uint32Array, shift: 0 | 16): HalfIndex {
  const values = 1 << 16;
  const starts = new Uint32Array(values + 1);
  for (const word of words) if (word !== 0) starts[((word >>> shift) & 0xffff) + 1]++;
  for (let v = 0; v < values; v++) starts[v + 1] += starts[v];
  const positions = new Uint32Array(starts[values]);
  const next = starts.slice(0, values);
  for (let i = 0; i < words.length; i++)
    if (words[i] !== 0) positions[next[(words[i] >>> shift) & 0xffff]++] = i;
  const present = new Uint32Array(values / 32);
  let crowd = 0;
  for (let v = 0; v < values; v++) {
    const times = starts[v + 1] - starts[v];
    if (times > 0) present[v >>> 5] |= 1 << (v & 31);
    crowd = Math.max(crowd, times);
  }
  return { shift, starts, positions, present, crowd };
}

/**
 * Of several that as many vote for, offset 0 or else the lowest.
 * @param votes zeros, [offset + length].
 */
function mostVoted(
  indexes: readonly HalfIndex[],
  length: number,
  b: Uint32Array,
  votes: Uint32Array,
): number {
  let winner = length;
  let most = 0;
  for (const index of indexes) {
    const { shift, starts, positions, present, crowd } = index;
    const isFew = crowd * b.length <= pairsLimit;
    const stride = isFew ? 1 : Math.max(1, Math.ceil(pairsOf(index, b) / pairsLimit));
    for (let j = 0; j < b.length; j += stride) {
      const value = (b[j] >>> shift) & 0xffff;
      if (((present[value >>> 5] >>> (value & 31)) & 1) === 0 || b[j] === 0) continue;
      const end = starts[value + 1];
      for (let p = starts[value]; p < end; p++) {
        const offset = j - positions[p] + length;
        const count = ++votes[offset];
        if (count < most || (count === most && offset > winner)) continue;
        most = count;
        winner = offset;
      }
    }
  }
  return votes[length] === most ? 0 : winner - length;
}

/** How many halves of b equal one of a. */
function pairsOf({ shift, starts }: HalfIndex, b: Uint32Array): number {
  let pairs = 0;
  for (const word of b) {
    const value = (word >>> shift) & 0xffff;
    pairs += starts[value + 1] - starts[value];
  }
  return pairs;
}
