import { describe, expect, it } from 'vitest';
import { clockOf, warningsAbout } from '../../src/audio/container.js';
import type { Container, Trouble } from '../../src/audio/ffmpeg-log.js';

const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2';
const matroska = 'matroska,webm';
const container = (format: string, start: number, duration?: number): Container => ({
  format,
  start,
  duration,
  tags: {},
  streams: [],
});
const fine: Trouble = { damaged: 0, cutOff: false, refused: false, reason: '' };

describe('clockOf', () => {
  it.each([
    // format, start, duration -> shift, length
    ['wav', 0, 10, 0, 10],
    ['mp3', 0.025, 10, 0, 10],
    ['mpegts', 1.4, 10, 0, 10],
    ['ogg', 3600, 10, 0, 10],
    [mp4, 0, 10, 0, 10],
    [mp4, 2.5, 6, 2.5, 8.5],
    [matroska, 2.5, 8.5, 2.5, 8.5],
    [matroska, -0.007, 10, -0.007, 10],
    [matroska, -0.007, undefined, -0.007, undefined],
    [matroska, 500, undefined, 0, undefined],
    [mp4, 3600, 10, 0, 10],
    [matroska, 3600, 10, 0, undefined],
  ])('of %s from %f s, %s s long', (format, start, duration, shift, length) => {
    expect(clockOf(container(format, start, duration))).toEqual({ shift, length });
  });
});

describe('warningsAbout', () => {
  it('is silent about a recording as long as it states, within a second', () => {
    for (const decoded of [9.1, 10, 10.9])
      expect(warningsAbout(container('wav', 0, 10), fine, decoded, false)).toEqual([]);
    expect(warningsAbout(container('wav', 0), fine, 1234, false)).toEqual([]);
  });

  it('tells of sound that is shorter or longer than stated', () => {
    expect(warningsAbout(container('flac', 0, 125), fine, 60, false)).toEqual([
      'The sound ends at 1:00, but the container states a length of 2:05.',
    ]);
    expect(warningsAbout(container('flac', 0, 60), fine, 125, false)).toEqual([
      'The container states a length of 1:00, but there is sound up to 2:05.',
    ]);
  });

  it('tells of damage, once', () => {
    const of = (trouble: Partial<Trouble>) =>
      warningsAbout(container('wav', 0), { ...fine, ...trouble }, 1, false);
    expect(of({ damaged: 1 })).toEqual(['The file is damaged in one place.']);
    expect(of({ damaged: 3 })).toEqual(['The file is damaged in 3 places.']);
    expect(of({ damaged: 1, cutOff: true })).toEqual([
      'The file is cut off: ffmpeg reports that its end is missing.',
    ]);
    expect(of({ damaged: 2, cutOff: true })).toHaveLength(2);
  });
});
