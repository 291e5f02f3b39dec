/**
 * Whether time grows with the length of a recording, and memory does not: recordings of several lengths, each by the built
 * program in an empty store, and a line through what they took.
 * Run: npm run bench:hours [-- --minutes 60,120,240,480] [--threads 2]   (after npm run build)
 *
 * Prints for each length the seconds of the whole program and of its stages, and the most memory of all its processes at
 * once. Then the fit seconds = a + b * minutes by least squares, how far the points are from it, and how much more memory
 * the longest needs than the shortest. The whole of it takes as long as fifteen hours of recordings take.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLongRecording } from './long-recording.js';
import { type WatchedRun, watchRun } from './watched-run.js';

const { values: flags } = parseArgs({
  options: { minutes: { type: 'string', default: '60,120,240,480' }, threads: { type: 'string' } },
});
const lengths = flags.minutes.split(',').map(Number);
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));

/** The line of least squares through points: where it begins, and its slope. */
function lineThrough(
  xs: readonly number[],
  ys: readonly number[],
): { readonly a: number; readonly b: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const b =
    xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0) /
    xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  return { a: my - b * mx, b };
}

function printFit(name: string, ys: readonly number[]): void {
  const { a, b } = lineThrough(lengths, ys);
  const furthest = Math.max(...ys.map((y, i) => Math.abs(y / (a + b * lengths[i]) - 1)));
  // How much more than linear: the exponent p of seconds ~ minutes^p between the shortest and the longest.
  const power = Math.log(ys.at(-1)! / ys[0]) / Math.log(lengths.at(-1)! / lengths[0]);
  console.log(
    `${name.padEnd(12)} ${a.toFixed(1)} s + ${(b * 60).toFixed(2)} s an hour; furthest point ${(100 * furthest).toFixed(1)}% away; grows by the power ${power.toFixed(2)}`,
  );
}

try {
  const runs: WatchedRun[] = [];
  for (const minutes of lengths) {
    const recording = writeLongRecording(work, minutes);
    const run = await watchRun(mkdtempSync(join(work, 'home-')), [recording], { threads });
    rmSync(recording);
    runs.push(run);
    const stages = [...run.stages].map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`).join(', ');
    const memory = run.peak === null ? 'unknown' : `${(run.peak / 1e6).toFixed(0)} MB`;
    const speed = ((minutes * 60) / run.seconds).toFixed(0);
    console.log(`${minutes} min: ${run.seconds.toFixed(1)} s, ${speed}x real time, ${memory}; ${stages}`);
  }
  printFit(
    'all',
    runs.map(({ seconds }) => seconds),
  );
  for (const stage of runs[0].stages.keys())
    printFit(
      stage,
      runs.map(({ stages }) => stages.get(stage) ?? 0),
    );
  const [first, last] = [runs[0].peak, runs.at(-1)!.peak];
  if (first !== null && last !== null)
    console.log(`memory: the longest needs ${(last / first).toFixed(2)} times that of the shortest`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
