import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Decoded, type DecodeOptions, decodeAudio } from '../../src/audio/decode-audio.js';
import { ScribeError } from '../../src/errors.js';
import { repo } from '../shared.js';
import { beeps, ffmpeg, makeMedia, onsets, pictures, temporaryFolder } from './media.js';

const at = temporaryFolder();
const spoolFolder = at('spool');
const decode = (path: string, options: Partial<DecodeOptions> = {}) =>
  decodeAudio(path, { spoolFolder, ...options });

function samplesOf({ audio }: Decoded): Int16Array {
  const bytes = readFileSync(audio.pcmPath);
  expect(bytes.length).toBe(audio.samples * 2);
  return new Int16Array(bytes.buffer, bytes.byteOffset, audio.samples);
}

async function failure(path: string, options: Partial<DecodeOptions> = {}): Promise<ScribeError> {
  const thrown = await decode(path, options).then(
    () => 'it was decoded',
    (error) => error,
  );
  expect(thrown).toBeInstanceOf(ScribeError);
  expect(thrown.hint).toBeTruthy();
  expect(readdirSync(spoolFolder).filter((name) => name.endsWith('.part'))).toEqual([]);
  return thrown;
}

beforeAll(() => {
  makeMedia(...beeps(16_000), at('beeps.wav'));
  makeMedia(...pictures, '-c:v', 'libx264', at('pictures.mp4'));
});

describe('a recording', () => {
  it('becomes 16-bit mono at 16 kHz on disk, with its fingerprints and its facts', async () => {
    const shares: number[] = [];
    const decoded = await decode(at('beeps.wav'), { onProgress: (share) => shares.push(share) });
    const { recording, audio } = decoded;
    expect(audio.samples).toBe(96_000);
    expect(onsets(samplesOf(decoded))).toEqual([expect.closeTo(1, 3), expect.closeTo(4, 3)]);
    const bytes = readFileSync(at('beeps.wav'));
    const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(recording).toMatchObject({
      path: at('beeps.wav'),
      fileName: 'beeps.wav',
      size: bytes.length,
      mime: 'audio/wav',
      duration: 6,
      recordedAt: statSync(at('beeps.wav')).mtime.toISOString(),
      warnings: [],
    });
    expect(recording.fingerprint.sha256).toBe(sha(bytes));
    expect(recording.fingerprint.contentFp).toBe(sha(readFileSync(audio.pcmPath)));
    expect(recording.fingerprint.acoustic.length).toBeGreaterThan(30);
    expect(statSync(audio.pcmPath).mode & 0o077).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('has the language that its container states, and none if that is undetermined', async () => {
    for (const [tag, expected] of [
      ['ger', 'ger'],
      ['und', undefined],
    ] as const) {
      const name = `tag-${tag}.mka`;
      makeMedia('-i', at('beeps.wav'), '-c:a', 'flac', '-metadata:s:a:0', `language=${tag}`, at(name));
      expect((await decode(at(name))).recording.language).toBe(expected);
    }
  });

  it('keeps its samples in any lossless container', async () => {
    const { recording } = await decode(at('beeps.wav'));
    for (const name of ['same.flac', 'same.mka', 'same.wv', 'same.aiff', 'same.w64', 'same.caf']) {
      makeMedia('-i', at('beeps.wav'), ...(name.endsWith('mka') ? ['-c:a', 'flac'] : []), at(name));
      const again = await decode(at(name));
      expect(again.recording.fingerprint.contentFp, name).toBe(recording.fingerprint.contentFp);
      expect(again.recording.fingerprint.sha256, name).not.toBe(recording.fingerprint.sha256);
    }
  });

  it('has the same clock in every codec and sample format', async () => {
    const ways: [name: string, ...options: string[]][] = [
      ['u8.wav', '-c:a', 'pcm_u8'],
      ['s24.wav', '-c:a', 'pcm_s24le'],
      ['float.wav', '-c:a', 'pcm_f32le'],
      ['stereo.wav', '-ac', '2', '-ar', '48000'],
      ['a.mp3', '-b:a', '64k'],
      ['a.m4a', '-c:a', 'aac'],
      ['a.opus', '-b:a', '24k'],
      ['a.ogg', '-c:a', 'libvorbis'],
      ['a.webm', '-c:a', 'libopus'],
      ['a.wma', '-c:a', 'wmav2'],
      ['a.ac3', '-ar', '48000'],
    ];
    for (const [name, ...options] of ways) {
      makeMedia(...beeps(48_000), ...options, at(name));
      const decoded = await decode(at(name));
      const [first, second, ...more] = onsets(samplesOf(decoded));
      expect([first, second], name).toEqual([expect.closeTo(1, 1), expect.closeTo(4, 1)]);
      expect(second - first, name).toBeCloseTo(3, 2);
      expect(more, name).toEqual([]);
      expect(decoded.recording.warnings, name).toEqual([]);
    }
  });

  it('keeps the place of sound that starts after the pictures', async () => {
    const ways: [name: string, mime: string, ...options: string[]][] = [
      ['late.mkv', 'video/x-matroska', '-c:a', 'pcm_s16le'],
      ['late.mp4', 'video/mp4', '-c:a', 'aac'],
      ['late.mov', 'video/quicktime', '-c:a', 'pcm_s16le'],
      ['late.ts', 'video/mp2t', '-c:a', 'mp2'],
    ];
    for (const [name, mime, ...options] of ways) {
      const inputs = ['-i', at('pictures.mp4'), '-itsoffset', '2.5', ...beeps(48_000)];
      makeMedia(
        ...inputs,
        '-map',
        '0:v',
        '-map',
        '1:a',
        '-c:v',
        name.endsWith('ts') ? 'mpeg2video' : 'copy',
        ...options,
        at(name),
      );
      const decoded = await decode(at(name));
      expect(onsets(samplesOf(decoded)), name).toEqual([expect.closeTo(3.5, 2), expect.closeTo(6.5, 2)]);
      expect(decoded.recording).toMatchObject({ mime, warnings: [] });
    }
  });

  it('keeps the place of sound that starts late without pictures', async () => {
    for (const [name, codec] of [
      ['alone.mkv', 'pcm_s16le'],
      ['alone.mp4', 'aac'],
    ]) {
      makeMedia('-itsoffset', '2.5', '-i', at('beeps.wav'), '-c:a', codec, at(name));
      const decoded = await decode(at(name));
      expect(onsets(samplesOf(decoded)), name).toEqual([expect.closeTo(3.5, 2), expect.closeTo(6.5, 2)]);
      expect(decoded.recording.warnings, name).toEqual([]);
    }
  });

  it('has silence in a gap between its timestamps', async () => {
    makeMedia(
      '-i',
      at('beeps.wav'),
      '-af',
      "asetpts='PTS+gte(T,3)*2/TB'",
      '-c:a',
      'pcm_s16le',
      at('gap.mkv'),
    );
    const decoded = await decode(at('gap.mkv'));
    expect(decoded.recording.duration).toBeCloseTo(8, 1);
    expect(onsets(samplesOf(decoded))).toEqual([expect.closeTo(1, 2), expect.closeTo(6, 2)]);
  });

  it('may have several audio streams: the first, or the one that is asked for', async () => {
    const tones = ['-f', 'lavfi', '-i', 'sine=f=500:d=2', '-f', 'lavfi', '-i', 'sine=f=900:d=3'];
    const language = ['-metadata:s:a:1', 'language=deu'];
    makeMedia(
      ...pictures,
      ...tones,
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-map',
      '2:a',
      '-t',
      '4',
      ...language,
      at('two.mkv'),
    );
    expect((await decode(at('two.mkv'))).recording.duration).toBeCloseTo(2, 1);
    expect((await decode(at('two.mkv'), { stream: 1 })).recording.duration).toBeCloseTo(3, 1);
    const error = await failure(at('two.mkv'), { stream: 2 });
    expect(error.code).toBe('RECORDING');
    expect(error.message).toMatch(
      /no audio stream 2.*0: vorbis 44100 Hz mono; 1: vorbis 44100 Hz mono \((ger|deu)\)/,
    );
  });

  it('is dated by its container, else by its name or its file', async () => {
    makeMedia('-i', at('beeps.wav'), '-metadata', 'creation_time=2024-05-06T07:08:09Z', at('dated.m4a'));
    expect((await decode(at('dated.m4a'))).recording).toMatchObject({
      recordedAt: '2024-05-06T07:08:09.000Z',
      dating: { source: 'tag', precision: 'moment', zone: null },
      mime: 'audio/mp4',
    });
    copyFileSync(at('beeps.wav'), at('old.wav'));
    utimesSync(at('old.wav'), 1e9, 1e9);
    const old = { recordedAt: '2001-09-09T01:46:40.000Z', dating: { source: 'file-time' } };
    expect((await decode(at('old.wav'))).recording).toMatchObject(old);
    copyFileSync(at('old.wav'), at('2024-05-06 14.30.wav'));
    const named = { recordedAt: '2024-05-06T18:30:00.000Z', dating: { source: 'file-name', zone: '-04:00' } };
    const zone = 'America/New_York';
    expect((await decode(at('2024-05-06 14.30.wav'), { zone })).recording).toMatchObject(named);
  });

  it('may have any name', async () => {
    const names = [
      '-x.wav',
      'http:example.wav',
      'concat:a|b.wav',
      'pipe:0',
      'a b\'"$;.wav',
      'new\nline.wav',
      'p%03d.wav',
      'ünï-日本.wav',
    ];
    const { fingerprint } = (await decode(at('beeps.wav'))).recording;
    for (const name of names) {
      copyFileSync(at('beeps.wav'), at(name));
      const { recording } = await decode(at(name));
      expect(recording.fileName).toBe(name);
      expect(recording.fingerprint.contentFp, name).toBe(fingerprint.contentFp);
      expect(recording.warnings, name).toEqual([]);
    }
  });

  it('may be a relative name that looks like an address or an option', async () => {
    const before = process.cwd();
    process.chdir(at());
    try {
      for (const name of ['-x.wav', 'http:example.wav', 'concat:a|b.wav'])
        expect((await decode(name)).recording).toMatchObject({ path: at(name), duration: 6 });
    } finally {
      process.chdir(before);
    }
  });

  it('may be a link', async () => {
    symlinkSync(at('beeps.wav'), at('link.wav'));
    expect((await decode(at('link.wav'))).recording).toMatchObject({ fileName: 'link.wav', duration: 6 });
  });

  it('may be called something else than the file that is opened', async () => {
    const { recording } = await decode('-', { file: at('beeps.wav') });
    expect(recording).toMatchObject({ path: '-', fileName: 'stdin', duration: 6 });
    const named = await decode(at('called.wav'), { file: at('beeps.wav') });
    expect(named.recording).toMatchObject({ path: at('called.wav'), fileName: 'called.wav', duration: 6 });
  });
});

describe('what cannot be decoded is refused with a reason of its own', () => {
  it.each([
    ['a missing file', 'missing.wav', () => {}, /no such file/],
    ['a folder', 'folder.wav', (path: string) => mkdirSync(path), /it is a folder/],
    ['an empty file', 'empty.wav', (path: string) => writeFileSync(path, ''), /is empty \(0 bytes\)/],
    [
      'text',
      'text.mp3',
      (path: string) => writeFileSync(path, 'Dear all,\nthe minutes are attached. Grüße\n'),
      /a text file/,
    ],
    [
      'binary data',
      'data.wav',
      (path: string) => writeFileSync(path, Buffer.from('\0\x01\x02\xff not media'.repeat(99), 'latin1')),
      /not an audio or video file/,
    ],
    [
      'a picture',
      'picture.png',
      (path: string) => makeMedia('-f', 'lavfi', '-i', 'testsrc=s=64x64', '-frames:v', '1', path),
      /not a recording/,
    ],
    [
      'a header without samples',
      'zero.wav',
      (path: string) => makeMedia('-f', 'lavfi', '-i', 'anullsrc', '-t', '0', path),
      /no samples \(length 0\)/,
    ],
    [
      'a video without sound',
      'silent.mp4',
      (path: string) => copyFileSync(at('pictures.mp4'), path),
      /no audio stream \(it holds video h264\)/,
    ],
    [
      'noise that is called MP3',
      'noise.mp3',
      (path: string) => writeFileSync(path, noise(200_000)),
      /the file is damaged/,
    ],
    [
      'a header that breaks off',
      'header.wav',
      (path: string) => writeFileSync(path, readFileSync(at('beeps.wav')).subarray(0, 40)),
      /damaged|cut off/,
    ],
    ['an MP4 without its index', 'index.m4a', makeIndexless, /damaged \(ffmpeg: moov atom not found\)/],
  ])('%s', async (_, name, make, reason) => {
    make(at(name));
    const error = await failure(at(name));
    expect(error.code).toBe('RECORDING');
    expect(error.message).toContain(at(name));
    expect(error.message).toMatch(reason);
  });

  it('noise that is called MP3, also by the ffmpeg of the package, which lists no streams of it', async () => {
    writeFileSync(at('unlisted.mp3'), noise(200_000));
    expect((await failure(at('unlisted.mp3'), { ffmpeg })).message).toMatch(/the file is damaged/);
  });

  it('a file without permission', async (context) => {
    if (process.getuid?.() === 0) return context.skip('root may read every file');
    copyFileSync(at('beeps.wav'), at('secret.wav'));
    chmodSync(at('secret.wav'), 0);
    expect((await failure(at('secret.wav'))).message).toMatch(/permission denied/);
  });

  it('an ffmpeg that is not there, or is another program', async () => {
    expect((await failure(at('beeps.wav'), { ffmpeg: at('no-ffmpeg') })).message).toMatch(/no such program/);
    writeFileSync(at('not-ffmpeg'), '#!/bin/sh\necho hello\n', { mode: 0o755 });
    expect((await failure(at('beeps.wav'), { ffmpeg: at('not-ffmpeg') })).message).toMatch(
      /does not answer like ffmpeg/,
    );
  });

  it('an ffmpeg that crashes', async () => {
    const script = [
      '#!/bin/sh',
      'case "$1" in',
      '-version) printf "ffmpeg version 9\\nlibavutil 99. 1.100 / 99. 1.100\\n" ;;',
      '-formats) printf " DE s16le x\\n DE null x\\n" ;;',
      '-encoders) ;;',
      '*) kill -SEGV $$ ;;',
      'esac',
    ];
    writeFileSync(at('crashing'), script.join('\n'), { mode: 0o755 });
    const error = await failure(at('beeps.wav'), { ffmpeg: at('crashing') });
    expect(error).toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(/ffmpeg crashed \(SIGSEGV\)\.$/),
    });
  });
});

describe('a playlist is refused, and what it names is not opened', () => {
  const lists: [name: string, text: string][] = [
    ['list.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nbeeps.wav\n#EXT-X-ENDLIST\n'],
    ['list.m3u', 'beeps.wav\n'],
    ['list.ffconcat', 'ffconcat version 1.0\nfile beeps.wav\n'],
    ['list.sdp', 'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9999 RTP/AVP 0\n'],
    ['list.mpd', '<?xml version="1.0"?>\n<MPD><Period><BaseURL>beeps.wav</BaseURL></Period></MPD>\n'],
    ['list.pls', '[playlist]\nFile1=beeps.wav\n'],
    ['harmless.wav', '\ufeff#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nbeeps.wav\n#EXT-X-ENDLIST\n'],
  ];
  it.each(lists)('%s', async (name, text) => {
    writeFileSync(at(name), text);
    const error = await failure(at(name));
    expect(error.code).toBe('RECORDING');
    expect(error.message).toMatch(/playlist|list of files|session description/);
  });

  it('also when a byte hides from us what ffmpeg would see', async () => {
    const list = '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nbeeps.wav\n#EXT-X-ENDLIST\n';
    writeFileSync(at('hidden.m3u8'), `${list}#\0\x01\n`);
    writeFileSync(at('hidden.ffconcat'), 'ffconcat version 1.0\nfile beeps.wav\n#\0\x01\n');
    for (const name of ['hidden.m3u8', 'hidden.ffconcat'])
      expect((await failure(at(name))).code).toBe('RECORDING');
  });
});

describe('a damaged file is decoded as far as it goes, with a warning', () => {
  it.each([
    ['cut.wav', ['-c:a', 'pcm_s16le'], /cut off/],
    ['cut.mp3', ['-b:a', '64k'], /cut off/],
    ['cut.flac', [], /container states a length of 0:06/],
    ['cut.mkv', ['-c:a', 'pcm_s16le'], /cut off/],
    ['cut.m4a', ['-c:a', 'aac', '-movflags', '+faststart'], /cut off/],
  ])('%s', async (name, options, warning) => {
    makeMedia('-f', 'lavfi', '-i', 'anoisesrc=d=6:r=16000:a=0.3', ...options, at(`whole-${name}`));
    const bytes = readFileSync(at(`whole-${name}`));
    writeFileSync(at(name), bytes.subarray(0, Math.round(bytes.length * 0.6)));
    const { recording } = await decode(at(name));
    expect(recording.duration).toBeGreaterThan(2.5);
    expect(recording.duration).toBeLessThan(4.5);
    expect(recording.warnings.join(' ')).toMatch(warning);
  });

  it('reports that the file grew while it was read', async () => {
    copyFileSync(at('beeps.wav'), at('growing.wav'));
    let grown = false;
    const onProgress = () => {
      if (!grown) appendFileSync(at('growing.wav'), 'more');
      grown = true;
    };
    expect((await decode(at('growing.wav'), { onProgress })).recording.warnings).toEqual([
      expect.stringMatching(/changed while it was read/),
    ]);
  });
});

describe('an interruption', () => {
  it('stops ffmpeg at once and leaves no files', async () => {
    makeMedia('-f', 'lavfi', '-i', 'sine=d=2000:r=16000', at('long.flac'));
    const folder = at('aborted');
    const controller = new AbortController();
    const shares: number[] = [];
    const onProgress = (share: number) => {
      shares.push(share);
      controller.abort();
    };
    const decoding = decode(at('long.flac'), { spoolFolder: folder, signal: controller.signal, onProgress });
    await expect(decoding).rejects.toMatchObject({ name: 'AbortError' });
    expect(shares).toHaveLength(1);
    expect(shares[0]).toBeLessThan(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('before the start starts nothing', async () => {
    await expect(decode(at('beeps.wav'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('the cache folder', () => {
  it('that cannot be used is an error of its own', async () => {
    writeFileSync(at('file'), 'x');
    const thrown = await decode(at('beeps.wav'), { spoolFolder: at('file', 'spool') }).catch(
      (error) => error,
    );
    expect(thrown).toMatchObject({ code: 'OUTPUT', message: expect.stringContaining(at('file')) });
  });

  it('that is full is an error of its own', () => {
    // A limit on the size of files stands for the end of the disk: both fail in the middle of writing.
    const module = pathToFileURL(repo('src', 'audio', 'decode-audio.ts')).href;
    const code = `import { decodeAudio } from '${module}';
      const done = await decodeAudio(process.argv[1], { spoolFolder: process.argv[2] }).catch((error) => error);
      console.log(JSON.stringify({ code: done.code, message: done.message, hint: done.hint }));`;
    const limited = 'ulimit -f 100 && exec "$0" --import tsx --input-type=module -e "$@"';
    const folder = at('full');
    const args = ['-c', limited, process.execPath, code, at('beeps.wav'), folder];
    const env = { ...process.env, TSX_DISABLE_CACHE: '1' };
    const output = execFileSync('bash', args, { cwd: repo(), env, encoding: 'utf8' });
    expect(JSON.parse(output)).toMatchObject({
      code: 'OUTPUT',
      message: expect.stringMatching(
        /decoded audio into .*full failed: the file system takes no file of this size/,
      ),
      hint: expect.stringMatching(/Free some space/),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Bytes without any pattern that a decoder could take for a frame for long. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 7;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

function makeIndexless(path: string): void {
  makeMedia('-i', at('beeps.wav'), '-c:a', 'aac', path);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.lastIndexOf('moov') - 4));
}
