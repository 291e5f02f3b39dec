import { createRandom, type Random } from '../test/fixtures/random.js';

/** What became of one case. */
export interface Outcome {
  /** What was tried, for a person who looks for it. */
  readonly what: string;
  /** In a word or two, to be counted: `decoded`, `RECORDING`. */
  readonly result: string;
  /** What is wrong with it; empty when all is as documented. */
  readonly faults: readonly string[];
}

/** A kind of input that is made hostile. */
interface Area {
  /** Cases that are the same for every seed, and run before the others. */
  readonly fixed: readonly (() => Promise<Outcome>)[];
  /** One case, made of nothing but its seed. */
  run(seed: number): Promise<Outcome>;
  close(): Promise<void>;
}

interface Surroundings {
  /** An empty folder for files of the cases. */
  readonly folder: string;
  /** Whether the files of a case stay for a person to look at. */
  readonly keep: boolean;
}

export type OpenArea = (surroundings: Surroundings) => Promise<Area>;

/** The seed of a case of a run: no two runs with neighbouring seeds share cases. */
export const seedOf = (run: number, index: number): number => run * 1_000_000 + index;

export const randomOf = (seed: number): Random => createRandom(seed);

/** One of some. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)];
