/**
 * Whether two ingests at once take longer than one after the other: two recordings, by two processes of the built program
 * with all processors each, in one store.
 * Run: npm run bench:two [-- --minutes 10] [--rounds 3] [--threads 2]   (after npm run build)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLongRecording } from './long-recording.js';
import { watchRun } from './watched-run.js';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string' },
  },
});
const minutes = Number(flags.minutes);
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

try {
  const recordings = [0, 61].map((offset) => writeLongRecording(work, minutes, offset));
  const ratios: number[] = [];
  for (let round = 0; round < Number(flags.rounds); round++) {
    const [apart, together] = [0, 1].map(() => mkdtempSync(join(work, 'home-')));
    const inTurn = await timed(async () => {
      for (const recording of recordings) await watchRun(apart, [recording], { threads });
    });
    const atOnce = await timed(() =>
      Promise.all(recordings.map((recording) => watchRun(together, [recording], { threads }))),
    );
    ratios.push(atOnce / inTurn);
    console.log(
      `one after the other ${inTurn.toFixed(1)} s, at once ${atOnce.toFixed(1)} s: ${(atOnce / inTurn).toFixed(2)}`,
    );
  }
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  console.log(`at once takes ${middle.toFixed(2)} times as long, in the median`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
