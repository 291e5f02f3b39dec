import type { PoolTasks } from './pool-tasks.js';
import type { JobContext } from './run-stage.js';
import type { RequestOf, Run } from './worker-protocol.js';

/**
 * Which tasks come first where those of several stages wait: what others wait for, and what is followed by work that
 * only one thread can do. Recognition is most of the work and fills every gap.
 */
const ranks: Readonly<Record<keyof PoolTasks, number>> = {
  'identify-language': 0,
  'detect-speech': 1,
  segment: 2,
  embed: 3,
  recognize: 4,
};

/** Whether a task takes all processors: it runs alone, and on the first worker, so that its network is opened once. */
const runsAlone = (task: RequestOf<PoolTasks>): boolean => 'threads' in task && task.threads > 1;

interface Waiting {
  readonly rank: number;
  readonly alone: boolean;
  readonly signal: AbortSignal;
  /** Does not throw. */
  readonly begin: (run: Run<PoolTasks>) => Promise<void>;
  readonly refuse: (reason: unknown) => void;
}

interface Worker {
  readonly run: Run<PoolTasks>;
  /** Tasks that it may hold at a time. */
  readonly room: number;
  held: number;
}

/**
 * Tasks of several stages that wait for a worker. The most urgent kinds come first, and of one kind those that came first.
 * What comes out of a task depends neither on who runs it nor on when.
 */
export interface TaskQueue {
  readonly workers: number;
  /** @param run runs tasks on a thread of its own, one after the other. */
  addThread(run: Run<PoolTasks>): void;
  /** A task that was not begun when its signal aborts is never begun. */
  readonly run: Run<PoolTasks>;
}

/** @param here runs a task on this thread, which gives out no other task meanwhile. */
export function createTaskQueue(here: Run<PoolTasks>): TaskQueue {
  const workers: Worker[] = [{ run: here, room: 1, held: 0 }];
  let waiting: Waiting[] = [];
  let oneRunsAlone = false;

  const chooseWorker = (alone: boolean): Worker | undefined => {
    if (oneRunsAlone) return undefined;
    const idle = workers.filter(({ held }) => held === 0);
    if (alone) return idle.length === workers.length ? workers[0] : undefined;
    // This thread comes last, because a task keeps it from giving out others. For the same reason other threads hold
    // their next task already; but towards the end nobody holds what another could begin sooner.
    return (
      idle.at(-1) ??
      (waiting.length > workers.length ? workers.find(({ room, held }) => held < room) : undefined)
    );
  };

  const giveOut = () => {
    const stopped = waiting.filter(({ signal }) => signal.aborted);
    waiting = waiting.filter(({ signal }) => !signal.aborted);
    for (const { refuse, signal } of stopped) refuse(signal.reason);
    while (waiting.length > 0) {
      const [task] = waiting;
      const worker = chooseWorker(task.alone);
      if (!worker) return;
      waiting.shift();
      worker.held++;
      oneRunsAlone = task.alone;
      void task.begin(worker.run).then(() => {
        worker.held--;
        if (task.alone) oneRunsAlone = false;
        giveOut();
      });
    }
  };

  const enqueue = <K extends keyof PoolTasks>(task: RequestOf<PoolTasks, K>, context: JobContext) =>
    new Promise<PoolTasks[K]['result']>((resolve, refuse) => {
      const own: Waiting = {
        rank: ranks[task.kind],
        alone: runsAlone(task),
        signal: context.signal,
        begin: (run) => run(task, context).then(resolve, refuse),
        refuse,
      };
      const after = waiting.findIndex(({ rank }) => rank > own.rank);
      waiting.splice(after < 0 ? waiting.length : after, 0, own);
      // Whoever asks for several tasks at once asks for all of them before the first is begun.
      queueMicrotask(giveOut);
    });

  return {
    get workers() {
      return workers.length;
    },
    addThread(run) {
      workers.push({ run, room: 2, held: 0 });
    },
    run: enqueue,
  };
}
