import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { repo } from '../shared.js';

export interface Child {
  readonly process: ChildProcess;
  /** The next thing that it says. */
  next(): Promise<unknown>;
  /** Tells it something and waits for the answer. */
  ask(order: string): Promise<unknown>;
}

/** Another process, ready for orders; it ends with the test at the latest. */
export async function startChild(script: string, ...args: string[]): Promise<Child> {
  const child = fork(repo('test/store/children', script), args, {
    execArgv: ['--import', 'tsx'],
    stdio: 'inherit',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const next = async () => (await once(child, 'message'))[0] as unknown;
  await next();
  return {
    process: child,
    next,
    ask: (order) => {
      const answer = next();
      child.send(order);
      return answer;
    },
  };
}
