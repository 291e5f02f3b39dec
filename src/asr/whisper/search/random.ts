/** Numbers in [0, 1), evenly spread. */
export type Random = () => number;

/**
 * The same numbers for the same seeds: 32 bits of state that walk by the golden ratio, mixed by the finalizer of
 * MurmurHash3 (Appleby). Good enough to draw tokens, and repeatable on every machine.
 */
export function createRandom(...seeds: readonly number[]): Random {
  let state = 0;
  for (const seed of seeds) state = mix((state + seed + golden) | 0);
  return () => {
    state = (state + golden) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** 2^32 divided by the golden ratio. */
const golden = 0x9e3779b9;

function mix(bits: number): number {
  let x = bits;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
