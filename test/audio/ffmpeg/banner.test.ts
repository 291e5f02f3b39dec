import { describe, expect, it } from 'vitest';
import { channelsOf, createBanner, parseMetadata } from '../../../src/audio/ffmpeg/banner.js';

const release4 = `[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/tmp/a.mp4':
[info]   Metadata:
[info]     title           : Duration: 00:30:00.00, start: 500.000000, bitrate: 64 kb/s
[info]   Duration: 01:02:03.45, start: 0.125000, bitrate: 15 kb/s
[info]     Stream #0:0(und): Video: h264 (High) (avc1 / 0x31637661), yuv420p, 640x360, 10 fps
[info]     Stream #0:1(eng): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, 9 kb/s (default)
[info] Output #0, ffmetadata, to 'pipe:':
[info]   Metadata:
[info]     comment         : [info] Output #1, null, to 'pipe:':
[info]     Stream #0:0: Video: h264
[info] Output #1, null, to 'pipe:':
[info]   Metadata:
[info]     encoder         : Lavf58.24.100
[info]     Stream #1:0: Video: h264 (High) (avc1 / 0x31637661), yuv420p, 640x360 [SAR 1:1 DAR 16:9], 5 kb/s, 10 fps
[info]     Stream #1:1: Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, 9 kb/s (default)
[info]     Stream #1:2: Video: png, rgb24(pc), 300x300, 90k tbr (attached pic)
[info] Stream mapping:`;

const release7 = `[info] Input #0, mpegts, from 'file:/tmp/a.ts':
[info]   Duration: N/A, start: 1.400000, bitrate: N/A
[info]   Program 1
[info]   Stream #0:0[0x100]: Video: h264, none, 90k tbr
[info] Output #1, null, to 'pipe:':
[info]   Stream #1:0[0x100]: Video: h264, none, 90k tbr
[info]   Stream #1:1[0x101](und): Audio: mp2 ([3][0][0][0] / 0x0003), 44100 Hz, stereo, fltp, 384 kb/s
[info] Stream mapping:`;

function bannerOf(text: string) {
  const banner = createBanner();
  for (const line of text.split('\n')) banner.push(line);
  return banner;
}

describe('createBanner', () => {
  it('reads what ffmpeg 4 says about a container and the streams that it has', () => {
    const container = bannerOf(release4).container([{ title: 'x' }, {}, { language: 'eng' }], false);
    expect(container).toMatchObject({
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      duration: 3723.45,
      start: 0.125,
      tags: { title: 'x' },
      streams: [
        { kind: 'video', codec: 'h264', description: 'h264', picture: true },
        {
          kind: 'audio',
          codec: 'aac',
          language: 'eng',
          description: 'aac 48000 Hz 5.1(side) (eng)',
          picture: false,
          channels: 6,
          isDefault: true,
        },
        { kind: 'video', codec: 'png', description: 'png', picture: false },
      ],
    });
    expect(container?.streams).toHaveLength(3);
  });

  it('reads what ffmpeg 7 says about a transport stream', () => {
    const container = bannerOf(release7).container([], false);
    expect(container).toMatchObject({ format: 'mpegts', duration: undefined, start: 1.4 });
    expect(container?.streams.map(({ description, picture }) => [description, picture])).toEqual([
      ['h264', false],
      ['mp2 44100 Hz stereo', false],
    ]);
  });

  it('does not believe a length that was guessed, nor times beside a tag whose name is several lines', () => {
    expect(bannerOf(release4).container([], true)?.duration).toBeUndefined();
    const forged = [{ 'x\n[info]   Duration: 99:00:00.00, start: 7.000000, bitrate: N/A': 'y' }];
    expect(bannerOf(release4).container(forged, false)).toMatchObject({ duration: undefined, start: 0 });
  });

  it('has no container when ffmpeg opened none', () => {
    expect(bannerOf('[error] file:/tmp/a.mp4: Invalid data found').container([], false)).toBeNull();
  });

  it('finds the streams behind thousands of chapters', () => {
    const chapters = Array.from({ length: 5000 }, (_, i) => `[info]     Chapter #0:${i}: start 0, end 1`);
    const text = release7.replace('[info]   Program 1', chapters.join('\n'));
    expect(bannerOf(text).container([], false)?.streams).toHaveLength(2);
  });
});

describe('parseMetadata', () => {
  it('reads sections, escapes and values of several lines', () => {
    const text =
      ';FFMETADATA1\ntitle=a\\=b \\; c\\\\\ncomment=one\\\n[STREAM]\\\ntwo\n[STREAM]\nLANGUAGE=deu\n[STREAM]\n';
    expect(parseMetadata(text)).toEqual([
      { title: 'a=b ; c\\', comment: 'one\n[STREAM]\ntwo' },
      { language: 'deu' },
      {},
    ]);
  });
});

describe('channelsOf', () => {
  it.each([
    ['mono', 1],
    ['stereo', 2],
    ['2.1', 3],
    ['quad(side)', 4],
    ['5.1(side)', 6],
    ['7.1.4', 12],
    ['12 channels', 12],
    ['12 channels (FL+FR)', 12],
    ['strange', undefined],
  ])('%s: %s', (layout, channels) => expect(channelsOf(layout)).toBe(channels));
});
