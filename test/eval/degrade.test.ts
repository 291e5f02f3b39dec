import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { levelOf } from '../../bench/conversations/utterances.js';
import { readSamples } from '../../bench/recordings.js';
import { type Condition, conditions, degrade, noiseDistance, wrapSamples } from '../../eval/degrade.js';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { tempFolder } from '../store/fixture.js';

const tone = (hertz: number, amplitude: number) =>
  Int16Array.from(
    { length: 32_000 },
    (_, i) => 32_767 * amplitude * Math.sin((2 * Math.PI * hertz * i) / 16_000),
  );
/** How strong a frequency is in whole periods of it. */
function amplitudeAt(hertz: number, samples: Float32Array): number {
  let [re, im] = [0, 0];
  for (const [i, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hertz * i) / 16_000);
    im += sample * Math.sin((2 * Math.PI * hertz * i) / 16_000);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}
const decibels = (samples: Float32Array) => 20 * Math.log10(levelOf(samples));

describe('a degraded recording', () => {
  let program: string;
  beforeAll(async () => {
    program = (await findFfmpeg()).path;
  });

  /** What is heard of a tone under a condition. */
  async function hear(condition: Condition, hertz: number, amplitude = 0.2): Promise<Float32Array> {
    const folder = tempFolder();
    writeFileSync(join(folder, 'speech.pcm'), tone(hertz, amplitude));
    writeFileSync(join(folder, 'noise.pcm'), tone(2000, 0.5).subarray(0, 5000));
    const speech = await wrapSamples(program, join(folder, 'speech.pcm'), join(folder, 'speech.wav'));
    const noise = await wrapSamples(program, join(folder, 'noise.pcm'), join(folder, 'noise.wav'));
    const options = {
      program,
      speechLevel: 20 * Math.log10(amplitude / Math.SQRT2),
      noise: { path: noise, level: 20 * Math.log10(0.5 / Math.SQRT2) },
    };
    return readSamples(await degrade(speech, condition, join(folder, 'heard'), options));
  }

  it.each(conditions)('is as long as before (%s)', async (condition) => {
    // mp3 pads to whole frames.
    expect(Math.abs((await hear(condition, 1000)).length - 32_000)).toBeLessThan(2500);
  });

  it('has lost what a telephone does not carry', async () => {
    const [low, middle, high] = await Promise.all([100, 1000, 6000].map((hertz) => hear('telephone', hertz)));
    expect(decibels(middle)).toBeCloseTo(20 * Math.log10(0.2 / Math.SQRT2), 0);
    for (const lost of [low, high]) expect(decibels(middle) - decibels(lost)).toBeGreaterThan(15);
  });

  it('has noise at its distance from the speech, up to the end', async () => {
    const end = (await hear('noise', 1000)).subarray(24_000);
    expect(20 * Math.log10(amplitudeAt(1000, end) / amplitudeAt(2000, end))).toBeCloseTo(noiseDistance, 0);
  });
});
