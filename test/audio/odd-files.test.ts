import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Decoded, decodeAudio } from '../../src/audio/decode-audio.js';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { beeps, ffmpeg as bundled, makeMedia, onsets, temporaryFolder } from './media.js';

const at = temporaryFolder();
const newest = await findFfmpeg();

const close = (...places: number[]) => places.map((place) => expect.closeTo(place, 0));
const samplesOf = ({ audio }: Decoded): Int16Array => {
  const bytes = readFileSync(audio.pcmPath);
  return new Int16Array(bytes.buffer, bytes.byteOffset, audio.samples);
};
const join = (name: string, ...parts: string[]) =>
  writeFileSync(at(name), Buffer.concat(parts.map((part) => readFileSync(at(part)))));

beforeAll(() => {
  makeMedia(...beeps(16_000), at('a.wav'));
  makeMedia(...beeps(48_000, 'stereo'), at('b.wav'));
});

describe.each([...new Set([newest.path, bundled])])('with %s', (ffmpeg) => {
  const decode = (name: string, stream?: number) =>
    decodeAudio(at(name), { spoolFolder: at('spool'), ffmpeg, stream });

  it('a stream whose channels and rate change keeps its times', async () => {
    const ways = [
      ['1', '48000'],
      ['2', '48000'],
      ['1', '32000'],
      ['2', '32000'],
      ['1', '48000'],
    ];
    const names = ways.map(([channels, rate], i) => {
      const clock = ['-output_ts_offset', `${6 * i}`, '-f', 'mpegts'];
      makeMedia('-i', at('a.wav'), '-ac', channels, '-ar', rate, '-c:a', 'aac', ...clock, at(`${i}.ts`));
      return `${i}.ts`;
    });
    join('switch.ts', ...names);
    const decoded = await decode('switch.ts');
    expect(Math.abs(decoded.recording.duration - 30)).toBeLessThan(0.5);
    const found = onsets(samplesOf(decoded));
    const places = ways.flatMap((_, i) => [6 * i + 1, 6 * i + 4]);
    expect(found).toHaveLength(places.length);
    for (const [i, place] of places.entries()) expect(Math.abs(found[i] - place)).toBeLessThan(0.3);
  });

  it.each([
    ['wav', ['-c:a', 'pcm_mulaw']],
    ['webm', ['-c:a', 'libopus']],
    ['mka', ['-c:a', 'flac']],
    ['m4a', ['-c:a', 'aac']],
    ['mp3', ['-b:a', '64k']],
    ['flac', []],
  ])('two %s recordings chained by cat are one after the other', async (ending, options) => {
    makeMedia('-i', at('a.wav'), ...options, at(`one.${ending}`));
    makeMedia('-i', at('b.wav'), ...options, at(`two.${ending}`));
    join(`chained.${ending}`, `one.${ending}`, `two.${ending}`);
    const decoded = await decode(`chained.${ending}`);
    expect(Math.abs(decoded.recording.duration - 12)).toBeLessThan(0.5);
    expect(onsets(samplesOf(decoded))).toEqual(close(1, 4, 7, 10));
  });

  it('a gap of ten hours is bounded, reported, and takes neither room nor time', async () => {
    const late = "asetpts='PTS+gte(T,3)*36000/TB'";
    makeMedia('-i', at('a.wav'), '-af', late, '-c:a', 'pcm_s16le', at('gap.mka'));
    const { recording } = await decode('gap.mka');
    expect(recording.duration).toBeCloseTo(3606, 0);
    expect(recording.warnings).toEqual([
      expect.stringMatching(/^From 0:03 on there is nothing in the file for (10:00:00|9:59:59); 1:00:00 /),
    ]);
  });

  it('a header that states too little, or far too much, is reported once with both lengths', async () => {
    const wav = readFileSync(at('a.wav'));
    wav.writeUInt32LE((wav.length - 100) >> 2, wav.indexOf('data') + 4);
    writeFileSync(at('quarter.wav'), wav);
    const quarter = await decode('quarter.wav');
    expect(onsets(samplesOf(quarter))).toEqual(close(1, 4));
    expect(quarter.recording.warnings).toEqual([
      'The container states a length of 0:01, but there is sound up to 0:06.',
    ]);
    makeMedia('-i', at('a.wav'), at('more.flac'));
    const flac = readFileSync(at('more.flac'));
    flac.fill(0xff, 21, 26);
    writeFileSync(at('more.flac'), flac);
    const more = await decode('more.flac');
    expect(more.recording.duration).toBe(6);
    expect(more.recording.warnings).toEqual([
      'The sound ends at 0:06, but the container states a length of 1193:02:47.',
    ]);
  });

  it('tags that look like its log, and a thousand chapters, change nothing', async () => {
    const tags = [
      'Duration: 00:30:00.00, start: 500.000000, bitrate: 64 kb/s',
      '[info] Stream mapping:',
      '[error] Error while decoding stream #0:0: partial file, Packet corrupt, ended prematurely',
      'Estimating duration from bitrate, this may be inaccurate',
      'a\n  Stream #0:0: Video: h264, yuv420p, 640x480\n[info] Input #0, mpegts, from',
    ];
    for (const [i, tag] of tags.entries()) {
      makeMedia('-i', at('a.wav'), '-metadata', `title=${tag}`, at(`${i}.mka`));
      const { recording } = await decode(`${i}.mka`);
      expect(recording, tag).toMatchObject({ warnings: [], mime: 'audio/x-matroska' });
      expect(recording.duration, tag).toBeCloseTo(6, 1);
    }
    const chapter = (i: number) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${i * 5}\nEND=${i * 5 + 5}\ntitle=x\n`;
    const chapters = Array.from({ length: 1000 }, (_, i) => chapter(i)).join('');
    writeFileSync(at('chapters'), `;FFMETADATA1\n${chapters}`);
    makeMedia('-i', at('a.wav'), '-i', at('chapters'), '-map_chapters', '1', at('chapters.mka'));
    expect((await decode('chapters.mka')).recording.duration).toBeCloseTo(6, 1);
  });

  it('the track is the one that is marked, else the first with sound; the others are named', async () => {
    const silent = ['-f', 'lavfi', '-t', '3', '-i', 'anullsrc=r=16000:cl=mono'];
    const named = ['-metadata:s:a:0', 'title=Desktop', '-metadata:s:a:0', 'language=fra'];
    const both = ['-map', '0', '-map', '1', '-c:a', 'flac', ...named];
    makeMedia(...silent, '-i', at('a.wav'), ...both, '-disposition:a', '0', at('silent.mkv'));
    const first = await decode('silent.mkv');
    expect(first.stream).toBe(1);
    expect(first.recording.notes[0]).toMatch(/0 "Desktop" \((fra|fre)\), silent/);
    const tone = ['-f', 'lavfi', '-t', '3', '-i', 'sine=r=16000'];
    const marks = ['-disposition:a:0', '0', '-disposition:a:1', 'default'];
    makeMedia(...tone, '-i', at('a.wav'), ...both, ...marks, at('marked.mkv'));
    expect((await decode('marked.mkv')).stream).toBe(1);
    expect((await decode('marked.mkv', 0)).recording.duration).toBeCloseTo(3, 1);
  });
});

it('a name is no part of an address', async () => {
  makeMedia(...beeps(16_000), at('one.wav'));
  const name = 'a,,end,5,,:b.wav';
  copyFileSync(at('one.wav'), at('c.wav'));
  join(name, 'one.wav', 'c.wav');
  const { recording } = await decodeAudio(at(name), { spoolFolder: at('spool') });
  expect(recording.duration).toBe(12);
});
