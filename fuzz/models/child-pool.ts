import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlainError } from '../../src/errors.js';
import { withMemoryLimit } from '../../src/pipeline/memory-limit.js';
import type { Use } from './run-model.js';

/** What became of one use of a model. */
export type Answer =
  | { readonly kind: 'answered'; readonly faults: readonly string[]; readonly rss: number }
  | { readonly kind: 'refused'; readonly error: PlainError; readonly rss: number }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'late' };

/** Bytes after which a process is replaced by a new one: a network that was not closed stays in it. */
const enough = 1.2 * 2 ** 30;

/** Processes that use damaged models, one case at a time each: whoever survives takes the next. */
export function createChildPool(): {
  /** @param seconds after which the process is ended. */
  ask(use: Use, seconds: number): Promise<Answer>;
  close(): void;
} {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();

  function open(): ChildProcess {
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
      serialization: 'advanced',
      // The library prints what it thinks of a network.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      ...withMemoryLimit(process.execPath, ['--import', 'tsx'], 4 * 2 ** 30),
    });
    all.add(child);
    child.once('exit', () => all.delete(child));
    return child;
  }

  return {
    ask(use, seconds) {
      const child = idle.pop() ?? open();
      return new Promise((resolve) => {
        const settle = (answer: Answer) => {
          clearTimeout(timer);
          child.removeAllListeners('message').off('exit', ended);
          const whole = (answer.kind === 'answered' || answer.kind === 'refused') && answer.rss < enough;
          if (whole) idle.push(child);
          else child.kill('SIGKILL');
          resolve(answer);
        };
        const ended = (code: number | null, signal: NodeJS.Signals | null) =>
          settle({ kind: 'ended', code, signal });
        const timer = setTimeout(() => settle({ kind: 'late' }), seconds * 1000);
        child.once('exit', ended).on('message', (message) => {
          const { faults, error, rss } = message as { faults?: string[]; error?: PlainError; rss: number };
          settle(error ? { kind: 'refused', error, rss } : { kind: 'answered', faults: faults!, rss });
        });
        child.send(use, () => {});
      });
    },
    close() {
      for (const child of all) child.kill('SIGKILL');
    },
  };
}
