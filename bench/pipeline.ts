import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startContestant } from './asr/contestants.js';
import { inTurns, ratio } from './asr/measure.js';
import { benchModels } from './asr/models.js';
import { planFor } from './asr/plan.js';
import { writeRecording } from './asr/recording.js';
import { type Ingested, ingestRecording, loopedRecording } from './whole-program.js';

const usage = `npm run bench:pipeline [-- --minutes 10] [--hours 4] [--threads 2]

Real time factors of every stage and peak memory of the whole program, for some minutes and for some hours, made by
looping the meetings of ../shared/audio (or the sample meeting). Stages go on side by side, so their times overlap; what
that gains is measured against the same stages in their order, in turns. Build first: it runs the built program.`;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string' },
    hours: { type: 'string' },
    threads: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const threads = Number(flags.threads ?? '2');
const minutes = Number(flags.minutes ?? '10');
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

/** From samples to attributed turns, the stages side by side and in their order. */
async function compareOrders(): Promise<void> {
  const pcmPath = join(work, 'recording.pcm');
  writeRecording(pcmPath, minutes);
  const [model] = benchModels(work, 'whisper-tiny.en-scribe');
  const scribe = startContestant('scribe');
  try {
    await scribe.call('load', { plan: planFor(model.installed, threads) });
    const seconds = (inOrder: boolean) => async () =>
      (await scribe.call<{ seconds: number }>('process', { pcmPath, inOrder })).seconds;
    const found = await inTurns({ beside: seconds(false), inOrder: seconds(true) }, 3);
    console.log(
      `\n${minutes} minutes from samples to turns: side by side ${found.beside.toFixed(2)} s, in order ${found.inOrder.toFixed(2)} s, ${ratio(found.inOrder / found.beside)}`,
    );
  } finally {
    scribe.close();
  }
}

try {
  await compareOrders();
  // What networks are optimized into is kept: the first run of a machine is not the one to measure.
  await ingestRecording(loopedRecording(work, 1), threads, work);
  const short = await ingestRecording(loopedRecording(work, minutes), threads, work);
  print(minutes, short);
  const hours = Number(flags.hours ?? '4');
  if (hours > 0) {
    const long = await ingestRecording(loopedRecording(work, hours * 60), threads, work);
    print(hours * 60, long);
    if (short.peakMegabytes && long.peakMegabytes)
      console.log(
        `\npeak memory, ${hours} h against ${minutes} min: ${(long.peakMegabytes / short.peakMegabytes).toFixed(2)}x`,
      );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
