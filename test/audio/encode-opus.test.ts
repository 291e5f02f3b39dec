import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeOpus } from '../../src/audio/encode-opus.js';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { repo } from '../shared.js';
import { tempFolder } from '../store/fixture.js';

const recording = repo('examples/standup.ogg');

describe('a recording as Opus', () => {
  it('is as long as the recording, in one channel, and small', async () => {
    const to = join(tempFolder(), 'sound.ogg');
    await encodeOpus({ path: recording, stream: 0, to, ffmpeg: null });
    const { path: ffmpeg } = await findFfmpeg();
    const pcm = execFileSync(ffmpeg, ['-v', 'error', '-i', to, '-f', 's16le', '-ar', '48000', '-'], {
      maxBuffer: 1e8,
    });
    expect(pcm.length / 2 / 48_000).toBeCloseTo(78, 0);
    expect(statSync(to).size).toBeLessThan(78 * 4500);
  });

  it('is not there at all when the recording is gone, or is none', async () => {
    const folder = tempFolder();
    const to = join(folder, 'sound.ogg');
    const gone = { path: join(folder, 'gone.wav'), stream: 0, to, ffmpeg: null };
    await expect(encodeOpus(gone)).rejects.toMatchObject({
      code: 'RECORDING',
      hint: /Put the recording back/,
    });
    const text = join(folder, 'text.wav');
    writeFileSync(text, 'no sound');
    await expect(encodeOpus({ ...gone, path: text })).rejects.toMatchObject({ code: 'RECORDING' });
    expect(readdirSync(folder)).toEqual(['text.wav']);
  });
});
