import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/audio/ffmpeg/find.js';
import { limitDefaults, processorTime, withinLimits } from '../../../src/audio/ffmpeg/limits.js';
import { createFfmpegLog } from '../../../src/audio/ffmpeg/log.js';
import { askFfprobe, readContainer } from '../../../src/audio/ffmpeg/probe.js';
import { ffmpegFailed, runFfmpeg } from '../../../src/audio/ffmpeg/run.js';
import { beeps, ffmpeg as bundled, makeMedia, temporaryFolder } from '../media.js';

const at = temporaryFolder();
const newest = await findFfmpeg();

function program(name: string, script: string): string {
  writeFileSync(at(name), `#!/bin/sh\n${script}\n`);
  chmodSync(at(name), 0o755);
  return at(name);
}
const run = (limits: { seconds: number; writes: boolean }, ...args: string[]) => {
  const [shell, ...first] = withinLimits(args[0], limits);
  return spawnSync(shell, [...first, ...args.slice(1)], { encoding: 'utf8' });
};
const few = { seconds: 600, writes: false };
const linux = process.platform === 'linux';

describe('the limits of a process', () => {
  it.runIf(linux)('hold for the program itself, and its arguments arrive as they are', () => {
    const { stdout } = run(few, '/bin/sh', '-c', 'ulimit -v; ulimit -n; ulimit -c; ulimit -f; ulimit -t');
    const { memory, files } = limitDefaults;
    expect(stdout.trim().split('\n')).toEqual([`${memory / 1024}`, `${files}`, '0', '0', '600']);
    const odd = ['', ' ', '$(id)', '`id`', '"', "'", '\\', '-n', '\n', '*'];
    expect(run(few, '/usr/bin/printf', '%s|', ...odd).stdout).toBe(`${odd.join('|')}|`);
  });

  it.runIf(linux)('end what takes too much memory or time, and what writes a file', () => {
    const large = 'Buffer.alloc(3e9)';
    expect(run(few, process.execPath, '-e', large).status).not.toBe(0);
    expect(spawnSync(process.execPath, ['-e', large]).status).toBe(0);
    expect(run({ ...few, seconds: 1 }, '/bin/sh', '-c', 'while :; do :; done').signal).toBe('SIGXCPU');
    expect(run(few, '/bin/sh', '-c', `echo some > ${at('made')}`).status).not.toBe(0);
    expect(run({ ...few, writes: true }, '/bin/sh', '-c', `echo some > ${at('wanted')}`).status).toBe(0);
    expect(existsSync(at('wanted'))).toBe(true);
  });

  it('are none on Windows, which has none of this kind', () => {
    expect(withinLimits('ffmpeg.exe', few, 'win32')).toEqual(['ffmpeg.exe']);
  });

  it('give a long recording more time', () => {
    expect(processorTime(100)).toBe(601);
    // Eight hours of stereo at 48 kHz.
    expect(processorTime(8 * 3600 * 192_000)).toBeGreaterThan(80_000);
  });
});

describe.each([...new Set([newest.path, bundled])])('%s', (path) => {
  it.runIf(linux)('runs within them', async () => {
    makeMedia(...beeps(16_000), at('beeps.wav'));
    const source = { program: path, path: at('beeps.wav'), label: 'beeps.wav' };
    expect((await readContainer(source)).duration).toBeCloseTo(6, 1);
    let limits = '';
    const target = new Writable({
      autoDestroy: false,
      write(_chunk, _encoding, done) {
        const running = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
        const pid = running.split('\n').find((line) => line.includes(at('beeps.wav')) && line.includes(path));
        limits ||= execFileSync('cat', [`/proc/${pid!.trim().split(' ')[0]}/limits`], { encoding: 'utf8' });
        done();
      },
    });
    // At the speed of the sound, so that it runs when it is looked at.
    const options = [{ target, options: ['-f', 's16le'] }];
    expect(await runFfmpeg(source, createFfmpegLog(''), options, 'verbose', ['-re'])).toBeUndefined();
    expect(limits).toMatch(new RegExp(`Max address space +${limitDefaults.memory} `));
    expect(limits).toMatch(/Max core file size +0 /);
  });
});

describe('an ffmpeg', () => {
  const target = () => new Writable({ autoDestroy: false, write: (_chunk, _encoding, done) => done() });
  const recording = (path: string) => {
    writeFileSync(at('x.wav'), 'x');
    return { program: path, path: at('x.wav'), label: 'x.wav' };
  };
  const end = (path: string) =>
    runFfmpeg(recording(path), createFfmpegLog(''), [{ target: target(), options: ['-f', 'wav'] }]);

  it('that reached its processor time says so', async () => {
    const path = program('slow', 'echo "[info] Exiting normally, received signal 24." >&2; exit 255');
    await expect(end(path)).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringContaining('x.wav failed: ffmpeg took more processor time'),
    });
    const ffprobe = program('ffprobe', 'kill -s XCPU $$');
    await expect(askFfprobe(ffprobe, recording(''), createFfmpegLog(''))).rejects.toMatchObject({
      message: expect.stringContaining('more processor time'),
    });
  });

  it('that crashes or is no program is not taken for a file that is damaged', async () => {
    const crashed = await end(program('crash', 'kill -s SEGV $$'));
    expect(ffmpegFailed('x.wav', crashed!).message).toBe('Decoding x.wav failed: ffmpeg crashed (SIGSEGV).');
    const missing = at('missing-ffmpeg');
    await expect(readContainer(recording(missing))).rejects.toMatchObject({
      message: 'Decoding x.wav failed: ffmpeg did not work (it could not be started).',
    });
  });
});

it('a file that asks for more memory than there may be is told from one that is damaged otherwise', async () => {
  const lines = 'echo "[error] x.wav: Cannot allocate memory" >&2; exit 1';
  writeFileSync(at('x.wav'), 'x');
  await expect(
    readContainer({ program: program('greedy', lines), path: at('x.wav'), label: 'x.wav' }),
  ).rejects.toMatchObject({ message: expect.stringContaining('needed more memory than it may have (2 GB)') });
});
