import { expect, it } from 'vitest';
import type { PoolTasks } from '../../src/pipeline/pool-tasks.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import { createTaskQueue } from '../../src/pipeline/task-queue.js';
import type { RequestOf, Run } from '../../src/pipeline/worker-protocol.js';

type Task = RequestOf<PoolTasks>;

const taskOf = (kind: Task['kind'], threads = 1) => ({ kind, threads }) as Task;
const context = (signal = new AbortController().signal) => ({ signal }) as JobContext;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Workers whose tasks end when they are told to. */
function workers() {
  const begun: { readonly worker: string; readonly kind: string; end(): void }[] = [];
  const worker = (name: string): Run<PoolTasks> =>
    ((task: Task) =>
      new Promise<void>((resolve) => {
        begun.push({ worker: name, kind: task.kind, end: resolve });
      })) as unknown as Run<PoolTasks>;
  const list = () => begun.map(({ worker, kind }) => `${worker} ${kind}`);
  return { begun, worker, list };
}

it('the most urgent task comes first, whichever stage asked first', async () => {
  const { begun, worker, list } = workers();
  const queue = createTaskQueue(worker('here'));
  const kinds = ['recognize', 'embed', 'segment', 'recognize', 'detect-speech', 'segment'] as const;
  const all = Promise.all(kinds.map((kind) => queue.run(taskOf(kind), context())));
  for (let i = 0; i < kinds.length; i++) {
    await turn();
    begun[i].end();
  }
  await all;
  expect(list()).toEqual([
    'here detect-speech',
    'here segment',
    'here segment',
    'here embed',
    'here recognize',
    'here recognize',
  ]);
});

it('another thread has its next task at hand, but takes none that somebody else could begin sooner', async () => {
  const { begun, worker, list } = workers();
  const queue = createTaskQueue(worker('here'));
  queue.addThread(worker('there'));
  const all = Promise.all(Array.from({ length: 5 }, () => queue.run(taskOf('segment'), context())));
  await turn();
  // Two run, and of the three that wait one is at hand.
  expect(list()).toEqual(['there segment', 'here segment', 'there segment']);
  begun[0].end();
  await turn();
  expect(list()).toHaveLength(3);
  begun[1].end();
  await turn();
  expect(list().slice(3)).toEqual(['here segment']);
  begun[2].end();
  await turn();
  begun[3].end();
  begun[4].end();
  await all;
});

it('a task with threads of its own runs alone, on this thread', async () => {
  const { begun, worker, list } = workers();
  const queue = createTaskQueue(worker('here'));
  queue.addThread(worker('there'));
  const all = Promise.all([
    queue.run(taskOf('segment'), context()),
    queue.run(taskOf('recognize', 2), context()),
  ]);
  await turn();
  expect(list()).toEqual(['there segment']);
  begun[0].end();
  await turn();
  expect(list()).toEqual(['there segment', 'here recognize']);
  const last = queue.run(taskOf('detect-speech'), context());
  await turn();
  expect(list()).toHaveLength(2);
  begun[1].end();
  await turn();
  begun[2].end();
  await Promise.all([all, last]);
});

it('a task that was not begun when it is stopped is never begun', async () => {
  const { begun, worker, list } = workers();
  const queue = createTaskQueue(worker('here'));
  const stop = new AbortController();
  const first = queue.run(taskOf('segment'), context());
  const stopped = queue.run(taskOf('segment'), context(stop.signal));
  const third = queue.run(taskOf('embed'), context());
  await turn();
  const reason = new Error('stopped');
  stop.abort(reason);
  begun[0].end();
  await expect(stopped).rejects.toBe(reason);
  await turn();
  begun[1].end();
  await Promise.all([first, third]);
  expect(list()).toEqual(['here segment', 'here embed']);
});
