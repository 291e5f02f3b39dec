import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { PipelineEvent } from '../src/pipeline/events.js';

const usage = `npm run bench [-- --hours 4] [--threads 2]

Real time factors of every stage and peak memory of the whole program, for ten minutes and for some hours, made by
looping the meetings of ../shared/audio (or the sample meeting). Build first: it runs the built program.`;

const { values: flags } = parseArgs({
  options: { hours: { type: 'string' }, threads: { type: 'string' }, help: { type: 'boolean' } },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const root = resolve(import.meta.dirname, '..');
const ffmpeg: string = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));

/** Loops recordings until they last this long. */
function loopedRecording(minutes: number): string {
  const shared = join(root, '..', 'shared', 'audio', 'meetings');
  const parts = existsSync(shared)
    ? readdirSync(shared)
        .filter((name) => name.endsWith('.flac'))
        .map((name) => join(shared, name))
    : [join(root, 'examples', 'standup.ogg')];
  const once = join(work, 'once.wav');
  const inputs = parts.flatMap((path) => ['-i', path]);
  const streams = parts.map((_, i) => `[${i}:a]aresample=16000[a${i}];`).join('');
  const chain = `${streams}${parts.map((_, i) => `[a${i}]`).join('')}concat=n=${parts.length}:v=0:a=1[out]`;
  execFileSync(ffmpeg, [
    '-v',
    'error',
    '-y',
    ...inputs,
    '-filter_complex',
    chain,
    '-map',
    '[out]',
    '-ac',
    '1',
    once,
  ]);
  const list = join(work, 'list.txt');
  writeFileSync(list, `file '${once}'\n`.repeat(Math.ceil((minutes * 60) / 200) + 1));
  const looped = join(work, `${minutes}-minutes.wav`);
  const concat = ['-f', 'concat', '-safe', '0', '-i', list, '-t', String(minutes * 60)];
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...concat, looped]);
  return looped;
}

interface Measured {
  readonly seconds: number;
  /** Milliseconds. */
  readonly stages: ReadonlyMap<string, number>;
  readonly peakMegabytes: number | null;
  /** Bytes of transcript.json: what may grow. */
  readonly transcript: number;
}

/** Ingests into an empty store with the built program; the peak is the kernel's own high-water mark. */
function measure(recording: string): Promise<Measured> {
  const home = mkdtempSync(join(work, 'home-'));
  const startedAt = performance.now();
  const args = [
    join(root, 'bin', 'scribe.js'),
    'ingest',
    recording,
    '--json',
    '--threads',
    flags.threads ?? '2',
  ];
  const child = spawn(process.execPath, args, { env: { ...process.env, SCRIBE_HOME: home } });
  let peak: number | null = null;
  const watch = setInterval(() => {
    try {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      if (line) peak = Number(line[1]) / 1024;
    } catch {
      // No /proc on this system, or the process has just ended.
    }
  }, 50);
  const stages = new Map<string, number>();
  let partial = '';
  let transcript = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line) as PipelineEvent;
      if (event.kind === 'stage-completed') stages.set(event.stage, event.durationMs);
      if (event.kind !== 'recording-finished') continue;
      if (event.result.outcome !== 'completed') throw new Error(event.result.reason);
      const json = event.result.artifacts?.find((path) => path.endsWith('.json'));
      transcript = json ? readFileSync(json).length : 0;
    }
  });
  child.stderr.pipe(process.stderr);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => {
      clearInterval(watch);
      rmSync(home, { recursive: true, force: true });
      done({ seconds: (performance.now() - startedAt) / 1000, stages, peakMegabytes: peak, transcript });
    });
  });
}

function print(minutes: number, measured: Measured): void {
  const audio = minutes * 60;
  console.log(`\n${minutes} minutes, ${flags.threads ?? '2'} threads`);
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
  const short = await measure(loopedRecording(10));
  print(10, short);
  const hours = Number(flags.hours ?? '4');
  if (hours > 0) {
    const long = await measure(loopedRecording(hours * 60));
    print(hours * 60, long);
    if (short.peakMegabytes && long.peakMegabytes)
      console.log(
        `\npeak memory, ${hours} h against 10 min: ${(long.peakMegabytes / short.peakMegabytes).toFixed(2)}x`,
      );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
