import { expect, test } from 'vitest';
import { createMelWindows } from '../../../../src/asr/whisper/networks/mel-windows.js';
import { createRandom } from '../../../../src/asr/whisper/search/sampler.js';
import { createLogMel } from '../../../../src/features/log-mel.js';
import { memoryPcm } from '../../memory-pcm.js';

const logMel = createLogMel(4);

/** Noise that is loud once, and nowhere near the beginning. */
function noise(samples: number): Float32Array {
  const random = createRandom(3);
  return Float32Array.from({ length: samples }, (_, i) => {
    const loudness = i > 0.9 * samples && i < 0.91 * samples ? 0.5 : 1e-5;
    return (random() - 0.5) * loudness;
  });
}

/** Features of the whole audio with 30 s of zeros behind it, in memory. */
function whole(audio: Float32Array): (seek: number, size: number) => Float32Array {
  const padded = new Float32Array(audio.length + 480_000);
  padded.set(audio);
  const columns = logMel.frames(padded.length);
  const mel = new Float32Array(4 * columns);
  logMel.compute(padded, mel);
  return (seek, size) => {
    const out = new Float32Array(4 * 3000);
    for (let b = 0; b < 4; b++)
      out.set(mel.subarray(b * columns + seek, b * columns + seek + size), b * 3000);
    return out;
  };
}

test.each([7, 30.0049, 75.123])(
  'windows of %f s are cut from the features of the whole, to the bit',
  async (seconds) => {
    const audio = noise(Math.round(seconds * 16_000));
    const windows = await createMelWindows(logMel, memoryPcm(audio));
    const expected = whole(audio);
    expect(windows.frames).toBe(Math.floor(audio.length / 160));
    for (const seek of [0, 1, 2, 517, 3001, 4500, windows.frames - 40]) {
      const size = Math.min(3000, windows.frames - seek);
      if (size > 0) expect(windows.cut(seek, size)).toEqual(expected(seek, size));
    }
    expect(windows.cut(0, 3000)).toEqual(expected(0, 3000));
  },
);

test('reading ahead through a long recording ends when it is aborted', async () => {
  const stop = new AbortController();
  let read = 0;
  const source = {
    samples: 3600 * 16_000,
    read: () => {
      if (++read === 3) stop.abort();
    },
  };
  await expect(createMelWindows(logMel, source, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(read).toBe(3);
});
