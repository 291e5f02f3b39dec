import { describe, expect, it } from 'vitest';
import { createFfmpegLog } from '../../src/audio/ffmpeg-log.js';

function logOf(text: string, path = '/tmp/a.mp4') {
  const log = createFfmpegLog(path);
  for (const line of text.split('\n')) log.push(line);
  return log;
}

const release4 = `[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/tmp/a.mp4':
[info]   Metadata:
[info]     creation_time   : 2023-01-02T03:04:05.000000Z
[info]   Duration: 01:02:03.45, start: 0.125000, bitrate: 15 kb/s
[info]     Stream #0:0(und): Video: h264 (High) (avc1 / 0x31637661), yuv420p, 640x360 [SAR 1:1 DAR 16:9], 5 kb/s, 10 fps
[info]     Stream #0:1(eng): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, 9 kb/s (default)
[info]     Stream #0:2: Video: png, rgb24(pc), 300x300, 90k tbr (attached pic)
[info] Output #0, null, to 'pipe:':
[info]     Stream #0:0(eng): Audio: pcm_s16le, 48000 Hz, mono, s16`;

const release7 = `[info] Input #0, mpegts, from 'file:/tmp/a.mp4':
[info]   Duration: N/A, start: 1.400000, bitrate: N/A
[info]   Program 1
[info]   Stream #0:0[0x100]: Video: h264, none, 90k tbr
[info]   Stream #0:1[0x101](und): Audio: mp2 ([3][0][0][0] / 0x0003), 44100 Hz, stereo, fltp, 384 kb/s
[info] Stream mapping:`;

describe('createFfmpegLog', () => {
  it('reads what ffmpeg 4 says about a container, and nothing about its output', () => {
    expect(logOf(release4).container()).toMatchObject({
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      duration: 3723.45,
      start: 0.125,
      tags: { creation_time: '2023-01-02T03:04:05.000000Z' },
      streams: [
        { kind: 'video', codec: 'h264', language: undefined, description: 'h264', picture: true },
        {
          kind: 'audio',
          codec: 'aac',
          language: 'eng',
          description: 'aac 48000 Hz 5.1(side) (eng)',
          picture: false,
          channels: 6,
        },
        { kind: 'video', codec: 'png', language: undefined, description: 'png', picture: false },
      ],
    });
  });

  it('reads what ffmpeg 7 says about a transport stream', () => {
    const container = logOf(release7).container();
    expect(container).toMatchObject({ format: 'mpegts', duration: undefined, start: 1.4 });
    expect(container?.streams.map(({ description, picture }) => [description, picture])).toEqual([
      ['h264', false],
      ['mp2 44100 Hz stereo', false],
    ]);
  });

  it('does not believe a duration that ffmpeg guessed', () => {
    const guessed = `[aac @ 0x1] [warning] Estimating duration from bitrate, this may be inaccurate\n${release4}`;
    expect(logOf(guessed).container()?.duration).toBeUndefined();
  });

  it('has no container when ffmpeg opened none', () => {
    const log = logOf(
      '[mov @ 0x1f] [error] moov atom not found\n[error] file:/tmp/a.mp4: Invalid data found',
    );
    expect(log.container()).toBeUndefined();
    expect(log.trouble()).toEqual({
      damaged: 0,
      cutOff: false,
      refused: false,
      reason: 'moov atom not found',
    });
  });

  it('is not deceived by a name that looks like a banner', () => {
    const path =
      '/tmp/x\n[info]   Duration: 99:00:00.00, start: 7.000000\n[info]     Stream #0:9: Audio: evil, 1 Hz, mono';
    const text = release4.replace('/tmp/a.mp4', path);
    expect(logOf(text, path).container()).toEqual(logOf(release4).container());
  });

  it.each([
    ['[wav @ 0x1] [warning] file:/tmp/a.mp4: corrupt input packet in stream 0', { cutOff: true, damaged: 0 }],
    ['[mov @ 0x1] [error] stream 0, offset 0x1a4ad: partial file', { cutOff: true, damaged: 0 }],
    ['[matroska,webm @ 0x1] [error] Read error', { cutOff: true, damaged: 0 }],
    ['[error] Error while decoding stream #0:0: Invalid data found', { cutOff: false, damaged: 1 }],
    [
      '[aist#0:0/aac @ 0x1] [error] Error submitting packet to decoder: Invalid',
      { cutOff: false, damaged: 1 },
    ],
    ['[concat @ 0x1] [error] Format not on whitelist', { refused: true }],
  ])('understands %s', (line, expected) => {
    expect(logOf(line).trouble()).toMatchObject(expected);
  });

  it('takes a lost packet of a transport stream for damage, not for the end', () => {
    const text = `${release7}\n[warning] file:/tmp/a.mp4: corrupt input packet in stream 1`;
    expect(logOf(text).trouble()).toMatchObject({ cutOff: false, damaged: 1 });
  });

  it('keeps what the container, and else a stream, says of the date, as it is written', () => {
    const lines =
      'CREATION_TIME   : nonsense\n[info]     date            : 2024-05-06\n[info]     DATE            : 2023-01-01';
    const text = release4.replace(/creation_time .*Z/, lines);
    expect(logOf(text).container()?.tags).toEqual({ creation_time: 'nonsense', date: '2024-05-06' });
  });

  it('keeps the beginning of a long log and counts the rest', () => {
    const log = logOf(release4);
    for (let i = 0; i < 100_000; i++) log.push('[error] Error while decoding stream #0:0: Invalid data');
    expect(log.container()?.streams).toHaveLength(3);
    expect(log.trouble().damaged).toBe(100_000);
  });
});
