import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { type Recognized, startContestant } from './asr/contestants.js';
import { describeMachine, megabytes, openTable, ratio } from './asr/measure.js';
import { benchModels } from './asr/models.js';
import { planFor } from './asr/plan.js';
import { writeRecording } from './asr/recording.js';

const usage = `npm run bench:memory [-- --hours 4] [--minutes 10] [--model whisper-base-int8] [--threads 2]

Peak memory of the built program's pipeline, from a recording to attributed turns, for some minutes and for some hours of
meetings: it should stay below the bytes of the models + 300 MB, and not grow with the recording.`;

const { values: flags } = parseArgs({
  options: {
    hours: { type: 'string' },
    minutes: { type: 'string' },
    model: { type: 'string' },
    threads: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

/** Bytes besides the models' own. */
const allowance = 300e6;
const threads = Number(flags.threads ?? 2);
const minutesAtFirst = Number(flags.minutes ?? 10);
const hours = Number(flags.hours ?? 4);
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
console.log(describeMachine());
try {
  const row = openTable(`Peak memory, ${threads} threads`, [
    'model',
    'files',
    'recording',
    'peak while recognizing',
    'peak of all',
    'of the models + 300 MB',
    `against ${minutesAtFirst} minutes`,
    'real time factor',
  ]);
  for (const model of benchModels(work, flags.model ?? 'whisper-base')) {
    const { size } = model.installed;
    let short: number | null = null;
    for (const minutes of [minutesAtFirst, ...(hours > 0 ? [hours * 60] : [])]) {
      const found = await measure(minutes, planFor(model.installed, threads));
      const peak = found.peakOfAll;
      row(
        model.name,
        megabytes(size),
        `${minutes} min`,
        megabytes(found.peak),
        megabytes(peak),
        ratio((peak ?? Number.NaN) / (size + allowance), { atMost: 1 }),
        short === null ? '' : ratio((peak ?? Number.NaN) / short),
        (found.seconds / (minutes * 60)).toFixed(4),
      );
      short ??= peak;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** A process of its own for each recording: the kernel only counts the peak of a whole life. */
async function measure(minutes: number, plan: object): Promise<Recognized & { peakOfAll: number | null }> {
  const raw = join(work, 'recording.pcm');
  const path = join(work, 'recording.wav');
  writeRecording(raw, minutes);
  const format = ['-f', 's16le', '-ar', '16000', '-ac', '1'];
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...format, '-i', raw, path]);
  rmSync(raw);
  const scribe = startContestant('scribe');
  try {
    await scribe.call('load', { plan });
    const { pcmPath } = await scribe.call<{ pcmPath: string }>('decode', {
      path,
      spoolFolder: join(work, 'spool'),
    });
    const found = await scribe.call<Recognized & { peakOfAll: number | null }>('recognize', { pcmPath });
    rmSync(pcmPath);
    return found;
  } finally {
    scribe.close();
    rmSync(path);
  }
}
