import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Ingested, ingestRecording, loopedRecording } from './whole-program.js';

const usage = `npm run bench:pipeline [-- --hours 4] [--threads 2]

Real time factors of every stage and peak memory of the whole program, for ten minutes and for some hours, made by
looping the meetings of ../shared/audio (or the sample meeting). Build first: it runs the built program.`;

const { values: flags } = parseArgs({
  options: { hours: { type: 'string' }, threads: { type: 'string' }, help: { type: 'boolean' } },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const threads = Number(flags.threads ?? '2');
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));

function print(minutes: number, measured: Ingested): void {
  const audio = minutes * 60;
  console.log(`\n${minutes} minutes, ${threads} threads`);
  console.log('| stage | seconds | x real time |\n|---|---|---|');
  for (const [stage, ms] of measured.stages)
    console.log(`| ${stage} | ${(ms / 1000).toFixed(2)} | ${(audio / (ms / 1000)).toFixed(0)} |`);
  console.log(
    `| whole program | ${measured.seconds.toFixed(2)} | ${(audio / measured.seconds).toFixed(0)} |`,
  );
  const peak = measured.peakMegabytes;
  console.log(
    `peak memory ${peak === null ? 'not known on this system' : `${peak.toFixed(0)} MB`}, transcript.json ${(measured.transcript / 1e6).toFixed(2)} MB`,
  );
}

try {
  const short = await ingestRecording(loopedRecording(work, 10), threads, work);
  print(10, short);
  const hours = Number(flags.hours ?? '4');
  if (hours > 0) {
    const long = await ingestRecording(loopedRecording(work, hours * 60), threads, work);
    print(hours * 60, long);
    if (short.peakMegabytes && long.peakMegabytes)
      console.log(
        `\npeak memory, ${hours} h against 10 min: ${(long.peakMegabytes / short.peakMegabytes).toFixed(2)}x`,
      );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
