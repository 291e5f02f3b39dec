import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createFrameReader } from '../../../src/audio/formats/matroska-frames.js';
import { ffmpeg } from '../media.js';

/** Three channels with the values t, 2t and 3t; a second without packets after the first one. */
const stream = execFileSync(
  ffmpeg,
  [
    ...['-v', 'error', '-f', 'lavfi', '-i', "aevalsrc='t/8|2*t/8|3*t/8':s=16000:d=2:c=3c"],
    ...['-af', "asetnsamples=1000,asetpts='PTS+gte(T,1)/TB'", '-c:a', 'pcm_f32le', '-f', 'matroska', '-'],
  ],
  { maxBuffer: 1 << 24 },
);

function read(pieceLength: number) {
  const found: { time: number; channels: number; samples: number[] }[] = [];
  const reader = createFrameReader(({ time, channels, samples }) =>
    found.push({ time, channels, samples: [...samples] }),
  );
  for (let at = 0; at < stream.length; at += pieceLength)
    reader.push(Buffer.from(stream.subarray(at, at + pieceLength)));
  return { found, complete: reader.complete() };
}

describe('createFrameReader', () => {
  it('finds the samples of all channels and the time of each piece', () => {
    const { found, complete } = read(stream.length);
    expect(complete).toBe(true);
    expect(found.every(({ channels }) => channels === 3)).toBe(true);
    const samples = found.flatMap((piece) => piece.samples);
    expect(samples).toHaveLength(3 * 32_000);
    for (const frame of [0, 1, 15_999, 16_000, 31_999])
      for (const c of [0, 1, 2])
        expect(samples[3 * frame + c]).toBeCloseTo(((c + 1) * frame) / 16_000 / 8, 6);
    const times = found.map(({ time }) => time);
    expect(times[0]).toBe(0);
    expect(times.filter((time) => time >= 1 && time < 2)).toEqual([]);
    expect(times.at(-1)).toBeCloseTo(2.94, 1);
  });

  it('does so in whatever pieces the bytes arrive', () => {
    const whole = read(stream.length).found;
    for (const length of [1, 2, 7, 1000, 4099]) expect(read(length).found).toEqual(whole);
  });

  it('knows when the end is missing', () => {
    const reader = createFrameReader(() => {});
    reader.push(stream.subarray(0, stream.length / 2));
    expect(reader.complete()).toBe(false);
  });
});
