import { availableParallelism, totalmem } from 'node:os';
import type { Machine } from '../../models/suitability.js';

/** This machine, its speed not measured. Inside a container its limit of memory counts, not the host's memory. */
export function readMachine(): Machine {
  const total = totalmem();
  // Without a limit the kernel reports none, zero, or a number beyond any memory.
  const limit = process.constrainedMemory() || total;
  return { memory: Math.min(total, limit), processors: availableParallelism(), speed: null };
}
