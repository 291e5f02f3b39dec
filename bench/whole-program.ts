import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { PipelineEvent } from '../src/pipeline/events.js';

const root = resolve(import.meta.dirname, '..');
const ffmpeg: string = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;

/** Loops the meetings of `../shared/audio`, or the sample meeting, until they last this long. */
export function loopedRecording(work: string, minutes: number): string {
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

export interface Ingested {
  readonly seconds: number;
  /** Milliseconds. */
  readonly stages: ReadonlyMap<string, number>;
  readonly peakMegabytes: number | null;
  /** Bytes of transcript.json: what may grow. */
  readonly transcript: number;
}

/**
 * Ingests into an empty store with the built program; networks are kept in `work` as they were optimized. The peak is the sum of the kernel's own high-water marks of its processes:
 * at least what they took together at any moment.
 */
export function ingestRecording(recording: string, threads: number, work: string): Promise<Ingested> {
  const home = mkdtempSync(join(work, 'home-'));
  const graphs = join(work, 'graphs');
  mkdirSync(graphs, { recursive: true });
  mkdirSync(join(home, 'cache'));
  symlinkSync(graphs, join(home, 'cache', 'graphs'));
  const startedAt = performance.now();
  const args = [join(root, 'bin', 'scribe.js'), 'ingest', recording, '--json', '--threads', `${threads}`];
  const child = spawn(process.execPath, args, { env: { ...process.env, SCRIBE_HOME: home } });
  const peaks = new Map<string, number>();
  const watch = setInterval(() => notePeaks(`${child.pid}`, peaks), 50);
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
      done({
        seconds: (performance.now() - startedAt) / 1000,
        stages,
        peakMegabytes: peaks.size > 0 ? [...peaks.values()].reduce((a, b) => a + b) : null,
        transcript,
      });
    });
  });
}

/** Writes down the peak of a process and of those that it started, in megabytes. */
function notePeaks(pid: string, peaks: Map<string, number>): void {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    if (line) peaks.set(pid, Number(line[1]) / 1024);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    for (const child of children.filter(Boolean)) notePeaks(child, peaks);
  } catch {
    // No /proc on this system, or the process has just ended.
  }
}
