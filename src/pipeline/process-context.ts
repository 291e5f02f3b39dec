import type { Networks } from './networks.js';
import type { WorkerPool } from './pool.js';
import type { JobContext } from './run-stage.js';

/** What a thread that processes recordings has at hand. */
export interface ProcessContext extends JobContext {
  readonly networks: Networks;
  readonly lanes: WorkerPool;
}
