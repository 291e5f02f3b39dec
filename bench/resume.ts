/**
 * What it costs to go on after a kill: a run is killed when it begins to save what it made, and started again.
 * Run: npm run bench:resume [-- --minutes 60] [--at save]   (after npm run build)
 *
 * Prints how long the first run took up to the kill, and the second one from its start to the same stage, with what it
 * did meanwhile: the goal is less than 2 s.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLongRecording } from './long-recording.js';
import { watchRun } from './watched-run.js';

const { values: flags } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, at: { type: 'string', default: 'save' } },
});
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
try {
  const recording = writeLongRecording(work, Number(flags.minutes));
  const home = join(work, 'home');
  const first = await watchRun(home, [recording], { killAt: flags.at });
  if (!first.killed) throw new Error(`no stage ${flags.at} began`);
  console.log(`killed after ${first.seconds.toFixed(1)} s, when ${flags.at} began`);
  const second = await watchRun(home, [recording]);
  const stages = [...second.stages].map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)} s`).join(', ');
  console.log(
    `${flags.at} began again ${second.began.get(flags.at)?.toFixed(2)} s after the start (${stages})`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
