import { type ChildProcess, fork } from 'node:child_process';
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
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      const failed = (code: number | null) => reject(new Error(`${script} ended with ${code} and no answer`));
      child.once('exit', failed);
      child.once('message', (answer) => {
        child.off('exit', failed);
        resolve(answer);
      });
    });
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
