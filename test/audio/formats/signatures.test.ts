import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { endsLikeRecording, whyNoRecording } from '../../../src/audio/formats/signatures.js';
import { repo } from '../../shared.js';
import { makeMedia, temporaryFolder } from '../media.js';

const at = temporaryFolder();
const bytes = (...values: number[]) => Uint8Array.from(values);
const headOf = (path: string) => readFileSync(path).subarray(0, 4096);

describe('what ffmpeg writes is a recording by its first bytes alone', () => {
  const formats: [string, string[]][] = [
    ...'wav w64 aiff caf au sox voc mp3 mp2 adts ac3 eac3 flac ogg wv tta mov mp4 ipod matroska webm avi asf rm nut mpegts vob mpeg latm dts ircam'
      .split(' ')
      .map((name): [string, string[]] => [name, []]),
    ['wav', ['-rf64', 'always']],
    ['mpegts', ['-mpegts_m2ts_mode', '1']],
    ['mp3', ['-id3v2_version', '0', '-write_xing', '0', '-ar', '8000', '-b:a', '8k']],
    ['mp3', ['-id3v2_version', '0', '-ar', '44100', '-b:a', '320k']],
    ['mp3', ['-id3v2_version', '0', '-ar', '22050', '-b:a', '32k']],
  ];
  beforeAll(() => void mkdirSync(at('made')));

  it.each(formats)('%s %j', (format, options) => {
    const path = at('made', `file-${format}`);
    const rate = ['dts', 'eac3'].includes(format) ? ['-ar', '48000'] : [];
    makeMedia(
      '-f',
      'lavfi',
      '-i',
      'sine=d=3:r=16000',
      '-strict',
      '-2',
      ...rate,
      ...options,
      '-f',
      format,
      path,
    );
    expect(whyNoRecording(headOf(path), '')).toBeNull();
  });
});

it('no file of this program is mistaken for a recording', () => {
  const folders = ['src/audio', 'migrations', 'bin', 'node_modules/typescript/lib', '.'];
  const files = folders.flatMap((folder) =>
    readdirSync(repo(folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => repo(folder, entry.name)),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) expect(whyNoRecording(headOf(file), ''), file).not.toBeNull();
});

it.each([
  [
    'a UTF-16 text, whose mark looks like MPEG audio',
    bytes(0xff, 0xfe, 0x41, 0, 0x42, 0, 0x43, 0, 0, 1),
    'not an audio or video file',
  ],
  ['a HEIC picture in a container of MP4', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'), 'a picture'],
  ['a WebP picture in RIFF', Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), 'a picture'],
  ['a JPEG picture', bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16), 'a picture'],
  ['a text', Buffer.from('RIFF is a word'), 'a text file'],
  ['nothing', bytes(), 'an empty file'],
])('%s is none', (_, head, reason) => {
  expect(whyNoRecording(head, '')).toBe(reason);
  expect(whyNoRecording(head, 'MP3')).toBeNull();
});

it('an ending that text files share does not decide', () => {
  expect(endsLikeRecording('WAV')).toBe(true);
  expect(endsLikeRecording('ts')).toBe(false);
  expect(whyNoRecording(Buffer.from('export const x = 1;'), 'ts')).toBe('a text file');
  expect(whyNoRecording(bytes(1, 2, 3, 0), 'ts')).toBeNull();
});
