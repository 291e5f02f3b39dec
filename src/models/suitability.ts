import { availableParallelism, totalmem } from 'node:os';
import type { CatalogModel } from './catalog.js';

/** The machine that a model would run on. */
export interface Machine {
  /** Bytes of memory of the machine, or of the container that scribe runs in. */
  readonly memory: number;
  readonly processors: number;
  /** Speed of matrix products in 10^9 operations a second; null when it was not measured. */
  readonly speed: number | null;
}

/** This machine, its speed not measured. Inside a container its limit of memory counts, not the host's memory. */
export function readMachine(): Machine {
  const total = totalmem();
  // Without a limit the kernel reports none, zero, or a number beyond any memory.
  const limit = process.constrainedMemory() || total;
  return { memory: Math.min(total, limit), processors: availableParallelism(), speed: null };
}

export const suitabilityDefaults = {
  /** Largest share of the memory that a run may use; the rest is for the system and other programs. */
  memoryShare: 0.75,
  /**
   * 10^9 operations for a second of audio at cost 1. Parakeet's encoder applies 604 M weights to 12.5 frames a second,
   * a multiplication and an addition each: 15.1. Convolutions, attention and the decoder add 30 to 60 %; this assumes 60.
   */
  workAtCostOne: 24,
  /** 10^9 operations a second of one processor when it was not measured: that of a laptop with AVX2. */
  assumedSpeed: 48,
  /** More processors than this hardly speed up a single network. */
  usefulProcessors: 8,
  /** Seconds of work for a second of audio; a model that needs longer than the recording lasts is too slow. */
  slowest: 1,
} as const;

/** Whether a machine can run a model. */
export interface Suitability {
  readonly fits: boolean;
  /** Seconds of recognition for a second of audio, accurate to a factor of two; null when the model's cost is unknown. */
  readonly realTimeFactor: number | null;
  readonly fastEnough: boolean;
}

/** Pure. */
export function suitability(model: CatalogModel, machine: Machine): Suitability {
  const processors = Math.min(machine.processors, suitabilityDefaults.usefulProcessors);
  const speed = machine.speed ?? processors * suitabilityDefaults.assumedSpeed;
  const realTimeFactor =
    model.cost === undefined ? null : (model.cost * suitabilityDefaults.workAtCostOne) / speed;
  return {
    fits: model.memory.bytes <= machine.memory * suitabilityDefaults.memoryShare,
    realTimeFactor,
    fastEnough: realTimeFactor === null || realTimeFactor <= suitabilityDefaults.slowest,
  };
}

/** Whether the machine has the memory for a model and is not slower than real time with it. */
export function runsWell(model: CatalogModel, machine: Machine): boolean {
  const { fits, fastEnough } = suitability(model, machine);
  return fits && fastEnough;
}
