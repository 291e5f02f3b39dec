import type { CatalogModel } from './catalog.js';

/** What is known of the machine that a model is to run on. */
export interface Machine {
  /** Bytes of memory in all: of the machine, or of the container that scribe runs in. */
  readonly memory: number;
  readonly processors: number;
  /** Arithmetic that matrix products reach, in 10^9 operations a second; null: not measured. */
  readonly speed: number | null;
}

export const suitDefaults = {
  /** Largest share of the memory that a run may take: the rest is for the system and other programs. */
  memoryShare: 0.75,
  /**
   * 10^9 operations for a second of audio at cost 1. Parakeet's encoder is 604 M weights at 12.5 frames a second, a
   * product and a sum each: 15.1. Convolutions, attention and the decoder add 30 to 60 %; the larger share is taken.
   */
  workAtCostOne: 24,
  /** 10^9 operations a second of one processor that was not measured: a laptop with AVX2. */
  assumedSpeed: 48,
  /** Processors beyond these bring a single network little. */
  usefulProcessors: 8,
  /** Seconds of work for a second of audio: a model that needs more than its recording lasts is too slow. */
  slowest: 1,
} as const;

/** How well a machine bears a model. */
export interface Suitability {
  readonly fits: boolean;
  /** Seconds of recognition for a second of audio, to a factor of two; null for a model whose cost is unknown. */
  readonly realTimeFactor: number | null;
  readonly fastEnough: boolean;
}

/** Pure. */
export function suitability(model: CatalogModel, machine: Machine): Suitability {
  const processors = Math.min(machine.processors, suitDefaults.usefulProcessors);
  const speed = machine.speed ?? processors * suitDefaults.assumedSpeed;
  const realTimeFactor = model.cost === undefined ? null : (model.cost * suitDefaults.workAtCostOne) / speed;
  return {
    fits: model.memory.bytes <= machine.memory * suitDefaults.memoryShare,
    realTimeFactor,
    fastEnough: realTimeFactor === null || realTimeFactor <= suitDefaults.slowest,
  };
}

/** Whether the machine has the memory for a model and is not slower than real time with it. */
export function runsWell(model: CatalogModel, machine: Machine): boolean {
  const { fits, fastEnough } = suitability(model, machine);
  return fits && fastEnough;
}
