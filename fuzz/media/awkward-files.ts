import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A file that was made by hand to do harm, and what may come of it. */
interface AwkwardFile {
  readonly name: string;
  /** Makes it. What it returns is called afterwards. */
  readonly make: (path: string) => (() => void) | undefined | Promise<() => void>;
  /** Whether it holds sound of its own, so that decoding it is right. */
  readonly sound: boolean;
  /** How `scribe ingest` ends, where that is neither 0 nor 3: a folder is looked through for recordings. */
  readonly status?: number;
}

interface WavHead {
  readonly format?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly align?: number;
  /** As the head states them. */
  readonly bytes?: number;
}

/** A WAV whose head says what it is told to say. */
export function wav(head: WavHead, samples: Buffer): Buffer {
  const { format = 1, channels = 1, rate = 16_000, bits = 16, bytes = samples.length } = head;
  const out = Buffer.alloc(44);
  out.write('RIFF', 0, 'latin1');
  out.writeUInt32LE((bytes + 36) >>> 0, 4);
  out.write('WAVEfmt ', 8, 'latin1');
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(format, 20);
  out.writeUInt16LE(channels, 22);
  out.writeUInt32LE(rate, 24);
  const align = head.align ?? (channels * bits) >> 3;
  out.writeUInt32LE((rate * align) >>> 0, 28);
  out.writeUInt16LE(align & 0xffff, 32);
  out.writeUInt16LE(bits, 34);
  out.write('data', 36, 'latin1');
  out.writeUInt32LE(bytes, 40);
  return Buffer.concat([out, samples]);
}

const noise = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, i) => (i * i * 7919 + i) % 251));
const floats = (value: number) => Buffer.from(new Float32Array(16_000).fill(value).buffer);

const heads: Readonly<Record<string, readonly [WavHead, Buffer]>> = {
  'rate-0': [{ rate: 0 }, noise(64_000)],
  'rate-1': [{ rate: 1 }, noise(640)],
  'rate-huge': [{ rate: 0xffffffff }, noise(64_000)],
  'channels-0': [{ channels: 0 }, noise(64_000)],
  'channels-64': [{ channels: 64 }, noise(64_000)],
  'channels-65535': [{ channels: 65_535, align: 2 }, noise(400_000)],
  'bits-0': [{ bits: 0 }, noise(64_000)],
  'bits-65535': [{ bits: 65_535 }, noise(64_000)],
  'align-0': [{ align: 0 }, noise(64_000)],
  'bytes-huge': [{ bytes: 0xffffffff }, noise(64_000)],
  'bytes-0': [{ bytes: 0 }, noise(64_000)],
  'format-unknown': [{ format: 0x4d41 }, noise(64_000)],
  nan: [{ format: 3, bits: 32 }, floats(Number.NaN)],
  infinity: [{ format: 3, bits: 32 }, floats(Number.POSITIVE_INFINITY)],
  'loudest-float': [{ format: 3, bits: 32 }, floats(3.4e38)],
};
/** Of these, nobody can say what they sound like. */
const soundless = /^(rate-(0|huge)|channels-0|bits-|format-unknown)/;

/** Files that only point at others, with `CANARY` for a recording that nobody named. */
const pointers: Readonly<Record<string, string>> = {
  'list.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:CANARY\n#EXT-X-ENDLIST\n',
  'disguised.wav': '#EXTM3U\n#EXTINF:5,\nfile:CANARY\n#EXT-X-ENDLIST\n',
  'nested.m3u8':
    '#EXTM3U\n#EXTINF:5,\nconcat:file:CANARY|subfile,,start,0,end,9999,,:CANARY\n#EXTINF:5,\nlist.m3u8\n',
  'remote.mp3': '#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/a.wav\n#EXTINF:5,\ntcp://127.0.0.1:9\n',
  'bom.ogg': '\ufeff  #EXTM3U\n#EXTINF:5,\nCANARY\n',
  'concat.wav': "ffconcat version 1.0\nfile 'CANARY'\nfile '/etc/passwd'\nfile 'pipe:0'\n",
  'concat-option.wav': 'ffconcat version 1.0\nfile CANARY\noption safe 0\n',
  'bare.ffconcat': "file 'CANARY'\n",
  'list.xspf':
    '<?xml version="1.0"?><playlist><trackList><track><location>file:CANARY</location></track></trackList></playlist>',
  'list.cue': 'FILE "CANARY" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
  'list.edl': '# mpv EDL v0\nCANARY,0,5\n',
  'session.sdp': 'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n',
  'manifest.mpd': '<?xml version="1.0"?><MPD><Period><BaseURL>file:CANARY</BaseURL></Period></MPD>',
  'list.asx': '<asx version="3.0"><entry><ref href="file:CANARY"/></entry></asx>',
  'list.pls': '[playlist]\nFile1=CANARY\nNumberOfEntries=1\n',
  'picture.svg':
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="CANARY"/><script>alert(1)</script></svg>',
  'page.wav': '<!doctype html><script src="http://127.0.0.1:9/"></script>',
};

/** The same with a byte that makes them no text, so that nothing but ffmpeg's own list of formats stops them. */
const disguised = Object.entries(pointers)
  .filter(([name]) => /m3u8|wav|mp3$/.test(name))
  .map(([name, text]): readonly [string, string] => [`binary-${name}.bin`, `${text}#\u0000\n`]);

/** Every file that was made by hand. @param canary a recording that only they point at */
export function awkwardFiles(canary: string): readonly AwkwardFile[] {
  const written = (name: string, bytes: Buffer | string, sound = false): AwkwardFile => ({
    name,
    make: (path) => void writeFileSync(path, bytes),
    sound,
  });
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), noise(3000)]);
  return [
    ...Object.entries(heads).map(([name, [head, body]]) =>
      written(`${name}.wav`, wav(head, body), !soundless.test(name)),
    ),
    ...[...Object.entries(pointers), ...disguised].map(([name, text]) =>
      written(name, text.replaceAll('CANARY', canary)),
    ),
    written('archive.wav', zip),
    written('nothing.wav', ''),
    written('byte.wav', 'R'),
    written('zeros.wav', Buffer.alloc(100_000)),
    { name: 'hour-of-silence.wav', sound: true, make: (path) => void silence(path, 3600 * 32_000) },
    { name: 'terabyte.wav', sound: false, make: (path) => void sparse(path, 2 ** 40) },
    { name: 'folder.wav', sound: false, status: 2, make: (path) => void mkdirSync(path) },
    { name: 'nowhere.wav', sound: false, make: (path) => void symlinkSync(`${path}-none`, path) },
    { name: 'circle.wav', sound: false, make: (path) => void symlinkSync(path, path) },
    ...(process.platform === 'win32' ? [] : special),
  ];
}

const special: readonly AwkwardFile[] = [
  { name: 'pipe.wav', sound: false, make: (path) => void execFileSync('mkfifo', [path]) },
  { name: 'null.wav', sound: false, make: (path) => void symlinkSync('/dev/null', path) },
  { name: 'zero.wav', sound: false, make: (path) => void symlinkSync('/dev/zero', path) },
  { name: 'kernel.wav', sound: false, make: (path) => void symlinkSync('/proc/self/maps', path) },
  {
    name: 'socket.wav',
    sound: false,
    make: (path) =>
      new Promise((made, fail) => {
        const server = createServer().on('error', fail);
        server.listen(path, () => made(() => void server.close()));
      }),
  },
];

/** Takes no room on the disk. */
function silence(path: string, bytes: number): void {
  writeFileSync(path, wav({ bytes }, Buffer.alloc(0)));
  truncateSync(path, 44 + bytes);
}

function sparse(path: string, bytes: number): void {
  writeFileSync(path, wav({ bytes: 0xffffffff }, noise(1000)));
  truncateSync(path, bytes);
}
