import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createFfmpegLog } from '../../../src/audio/ffmpeg/log.js';
import { askFfprobe } from '../../../src/audio/ffmpeg/probe.js';
import { runFfmpeg } from '../../../src/audio/ffmpeg/run.js';
import { temporaryFolder } from '../media.js';

const at = temporaryFolder();

/** A program that answers the questions of fluent-ffmpeg; given anything else, it runs `before` and hangs. */
function hanging(name: string, before: string): string {
  const script = `#!/bin/sh\ncase "$1" in\n-formats) echo " DE matroska x";;\n-encoders) ;;\n*) ${before}\nexec sleep 600 ;;\nesac\n`;
  writeFileSync(at(name), script);
  chmodSync(at(name), 0o755);
  return at(name);
}
const source = (program: string) => ({ program, path: at('x.wav'), label: 'x.wav', patience: 0.5 });
const sleepers = () =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line === 'sleep 600').length;

it('an ffmpeg or ffprobe that gives no sign of life is killed, with the reason', async () => {
  const log = createFfmpegLog(at('x.wav'));
  const before = sleepers();
  const target = new Writable({ autoDestroy: false, write: (_chunk, _encoding, done) => done() });
  const outputs = [{ target, options: ['-f', 'matroska'] }];
  await expect(runFfmpeg(source(hanging('ffmpeg', 'echo some')), log, outputs)).rejects.toMatchObject({
    code: 'RECORDING',
    message:
      'Decoding x.wav failed: ffmpeg stopped making progress, as it does with some damaged headers, and was killed.',
  });
  await expect(askFfprobe(hanging('ffprobe', ':'), source(''), log)).rejects.toMatchObject({
    code: 'RECORDING',
  });
  expect(sleepers()).toBe(before);
});

it('an ffmpeg that waits for us is not considered hung', async () => {
  const log = createFfmpegLog(at('x.wav'));
  const program = at('slow');
  writeFileSync(
    program,
    '#!/bin/sh\ncase "$1" in\n-formats) echo " DE matroska x";;\n-encoders) ;;\n*) echo some;;\nesac\n',
  );
  chmodSync(program, 0o755);
  let taken = 0;
  const target = new Writable({
    autoDestroy: false,
    write: (chunk, _encoding, done) => {
      taken += chunk.length;
      setTimeout(done, 1500);
    },
  });
  await runFfmpeg(source(program), log, [{ target, options: ['-f', 'matroska'] }]);
  expect(taken).toBe(5);
});
