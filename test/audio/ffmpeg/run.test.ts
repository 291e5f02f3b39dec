import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/audio/ffmpeg/find.js';
import { createFfmpegLog } from '../../../src/audio/ffmpeg/log.js';
import { runFfmpeg } from '../../../src/audio/ffmpeg/run.js';
import { beeps, makeMedia, temporaryFolder } from '../media.js';

const at = temporaryFolder();

it.each([
  ['while ffmpeg runs', 0],
  ['after ffmpeg has ended', 700],
])('a target that refuses what it is given is a failure: %s', async (_when, wait) => {
  const path = at('beeps.wav');
  makeMedia(...beeps(16_000), path);
  const refusal = new Error('no space is left');
  const target = new Writable({
    autoDestroy: false,
    // All of it fits into the buffer, so that ffmpeg ends whether anything was taken or not.
    highWaterMark: 2 ** 20,
    write: (_chunk, _encoding, done) => void setTimeout(() => done(refusal), wait),
  });
  const { path: program } = await findFfmpeg({});
  const outputs = [{ target, options: ['-f', 's16le'] }];
  const failure = await runFfmpeg({ program, path, label: path }, createFfmpegLog(path), outputs);
  expect(failure).toMatchObject({ outputStreamError: refusal });
});
