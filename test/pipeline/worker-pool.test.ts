import { expect, it } from 'vitest';
import type { PoolTasks } from '../../src/pipeline/pool-tasks.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import { createWorkerPool, usefulWorkers } from '../../src/pipeline/worker-pool.js';
import type { RequestOf } from '../../src/pipeline/worker-protocol.js';

it.each([
  ['as many as there is work for', { wanted: 3, open: 1, processors: 8, free: 16e9 }, 3],
  [
    'no more than processors, whatever --threads says',
    { wanted: 256, open: 1, processors: 4, free: 64e9 },
    4,
  ],
  ['no more than fit into half of the free memory', { wanted: 16, open: 1, processors: 16, free: 2.5e9 }, 4],
  ['those that are open take no more of it', { wanted: 16, open: 4, processors: 16, free: 0.5e9 }, 4],
  ['one, when nothing is free', { wanted: 16, open: 1, processors: 16, free: 0 }, 1],
  ['one, when there is nothing to do', { wanted: 0, open: 1, processors: 16, free: 16e9 }, 1],
])('workers: %s', (_, at, workers) => {
  expect(usefulWorkers(at)).toBe(workers);
});

it('a task that takes long says on the way how far it is', async () => {
  const pool = createWorkerPool(async (_, { onProgress }) => {
    onProgress?.(0.5);
    return [];
  });
  const task = { kind: 'recognize' } as RequestOf<PoolTasks, 'recognize'>;
  const { signal } = new AbortController();
  const shares: number[] = [];
  const control = { signal, onProgress: (share: number) => void shares.push(share) };
  expect(await pool.runAll([task, task], 1, { signal } as JobContext, control)).toEqual([[], []]);
  expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
});
