import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '?';
  }
};

/** Processes that a process has started itself; none where the system does not say. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/**
 * What a process that does not end waits for, and all that it has started: each of their threads by name and by the call
 * of the kernel that it sleeps in, and the calls of each thread where there is gdb.
 */
export function describeHang(pid: number): string {
  const threads = readThreads(pid);
  if (threads.length === 0) return `process ${pid} has ended`;
  const command = read(`/proc/${pid}/cmdline`).split('\0').join(' ');
  const gdb = spawnSync('gdb', ['-p', `${pid}`, '-batch', '-ex', 'thread apply all backtrace 24'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const frames = gdb.stdout?.split('\n').filter((line) => /^(Thread|#)/.test(line)) ?? [];
  return [`process ${pid}, ${command}`, ...threads, ...frames, ...childrenOf(pid).map(describeHang)].join(
    '\n',
  );
}

function readThreads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => {
      const at = (name: string) => read(`/proc/${pid}/task/${thread}/${name}`);
      return `  thread ${thread} ${at('comm')} waits in ${at('wchan')}`;
    });
  } catch {
    return [];
  }
}
