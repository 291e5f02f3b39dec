import { describe, expect, it } from 'vitest';
import { allTags, type Container, clockOf, streamOf } from '../../../src/audio/ffmpeg/container.js';

const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2';
const matroska = 'matroska,webm';
const container = (format: string, start: number, duration?: number): Container => ({
  format,
  start,
  duration,
  tags: {},
  streams: [],
});

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

it('takes a tag from the container, else from the first stream that has it', () => {
  const stream = (tags: Record<string, string>) =>
    streamOf({ kind: 'audio', codec: 'aac', picture: false, isDefault: false, tags });
  const streams = [stream({ date: '1', title: 'a' }), stream({ date: '2', creation_time: '3' })];
  expect(allTags({ ...container('wav', 0), tags: { title: 'b' }, streams })).toEqual({
    title: 'b',
    date: '1',
    creation_time: '3',
  });
});
