import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PipelineEvent } from '../src/pipeline/events.js';

const program = fileURLToPath(new URL('../bin/scribe.js', import.meta.url));

/** A run of `scribe ingest`, from the start of its process to the end of it. */
export interface WatchedRun {
  /** Seconds by the clock. */
  readonly seconds: number;
  /** Seconds at which each stage began. */
  readonly began: ReadonlyMap<string, number>;
  /** Seconds that each stage took. */
  readonly stages: ReadonlyMap<string, number>;
  /** The most memory that all of its processes had at once, in bytes, looked at five times a second; null: no /proc. */
  readonly peak: number | null;
  readonly killed: boolean;
}

/**
 * Ingests with the built program.
 *
 * @param killAt a stage: when it begins, all processes of the run are killed.
 * @throws Error when a recording is not completed, and was not to be killed.
 */
export function watchRun(
  home: string,
  recordings: readonly string[],
  { threads, killAt }: { readonly threads?: number; readonly killAt?: string } = {},
): Promise<WatchedRun> {
  const args = [program, 'ingest', ...recordings, '--json'];
  if (threads !== undefined) args.push('--threads', String(threads));
  const start = performance.now();
  const now = () => (performance.now() - start) / 1000;
  const child = spawn(process.execPath, args, {
    env: { ...process.env, SCRIBE_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const began = new Map<string, number>();
  const stages = new Map<string, number>();
  let [peak, killed, partial] = [0, false, ''];
  let failure: string | null = null;
  const look = setInterval(() => {
    peak = Math.max(peak, memoryOf(child.pid!));
  }, 200);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line) as PipelineEvent;
      if (event.kind === 'stage-started') {
        began.set(event.stage, now());
        if (event.stage === killAt) {
          killed = true;
          process.kill(-child.pid!, 'SIGKILL');
        }
      }
      if (event.kind === 'stage-completed') stages.set(event.stage, event.durationMs / 1000);
      if (event.kind === 'recording-finished' && event.result.outcome !== 'completed')
        failure = event.result.reason;
    }
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      clearInterval(look);
      if (!killed && (failure !== null || status !== 0)) fail(new Error(failure ?? `exit status ${status}`));
      else done({ seconds: now(), began, stages, peak: peak === 0 ? null : peak, killed });
    });
  });
}

/** Bytes of memory of a process and of all that it started: what each has for itself and what is shared, counted in parts. */
function memoryOf(pid: number): number {
  const folder = `/proc/${pid}`;
  if (!existsSync(folder)) return 0;
  try {
    const own = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`${folder}/smaps_rollup`, 'utf8'));
    const children = readdirSync(`${folder}/task`).flatMap((task) =>
      readFileSync(`${folder}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return Number(own?.[1] ?? 0) * 1024 + children.reduce((sum, each) => sum + memoryOf(each), 0);
  } catch {
    // It has just ended.
    return 0;
  }
}
