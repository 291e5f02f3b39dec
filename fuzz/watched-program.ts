import { readdirSync, readFileSync } from 'node:fs';
import { type Finished, type RunOptions, runScribe } from '../test/journeys/run-scribe.js';

/** What a run may take. */
interface Limits {
  /** Until it counts as a hang, and is ended. */
  readonly seconds: number;
  /** Of memory, in all its processes together. */
  readonly bytes: number;
}

/** Milliseconds between two looks. */
const glance = 200;

/** Runs the built program as a user would, with an eye on the time and the memory that it takes. */
export async function runWatched(
  home: string,
  args: readonly string[],
  { seconds, bytes }: Limits,
  options: RunOptions = {},
): Promise<{ readonly run: Finished; readonly faults: readonly string[] }> {
  let [most, late] = [0, false];
  let watching: NodeJS.Timeout | undefined;
  const began = performance.now();
  const onStart = (pid: number) => {
    watching = setInterval(() => {
      const pids = familyOf(pid);
      most = Math.max(
        most,
        pids.reduce((sum, each) => sum + memoryOf(each), 0),
      );
      late ||= performance.now() - began > 1000 * seconds;
      if (late) for (const each of pids) end(each);
    }, glance);
  };
  try {
    const run = await runScribe(home, args, { ...options, onStart });
    const faults: string[] = [];
    if (late) faults.push(`scribe ${args[0]} is not done after ${seconds} s`);
    if (most > bytes) faults.push(`scribe ${args[0]} takes ${Math.round(most / 2 ** 20)} MB`);
    return { run, faults };
  } finally {
    clearInterval(watching);
  }
}

/** A process and those below it; where the system does not say, the first alone. */
function familyOf(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(familyOf)];
  } catch {
    return [pid];
  }
}

/** Bytes that a process has had at most so far; 0 when it has ended, or where the system does not say. */
function memoryOf(pid: number): number {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return 1024 * Number(peak?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
