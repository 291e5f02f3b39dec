import { readdirSync, readFileSync } from 'node:fs';

/** Bytes of memory that the processes have which this one has started; 0 where the system does not say. */
export function memoryOfChildren(): number {
  try {
    const threads = readdirSync('/proc/self/task');
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return children.reduce((sum, pid) => sum + residentOf(pid), 0);
  } catch {
    return 0;
  }
}

function residentOf(pid: string): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return 1024 * Number(kilobytes ?? 0);
  } catch {
    // It has ended in between.
    return 0;
  }
}
