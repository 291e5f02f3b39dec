import { Writable } from 'node:stream';
import { type Container, lowerKeys, type MediaStream, streamOf, type Tags } from './container.js';
import type { FfmpegLog } from './log.js';
import { type Output, runFfmpeg, type Source } from './run.js';

const nothing = ['-map', '0', '-ignore_unknown', '-c', 'copy', '-map_chapters', '-1', '-t', '0'];
/** The list of streams of an output without tags: no text of the file can appear in or after it. */
const listed: Output = { target: '-', options: [...nothing, '-map_metadata', '-1', '-f', 'null'] };
/** Streams after these are ignored. */
const streamsKept = 1000;
const longestTags = 64 << 20;

/**
 * What ffprobe would say, from an ffmpeg without it: tags from its `ffmetadata` format, streams from the list of an
 * output without tags, times from the list of the input.
 *
 * @returns the container, null if ffmpeg could not open the file; and the failure of ffmpeg, if any.
 */
export async function askFfmpeg(
  source: Source,
  log: FfmpegLog,
): Promise<{ container: Container | null; failure: Error | undefined }> {
  const banner = createBanner();
  const pieces: Buffer[] = [];
  let length = 0;
  const target = new Writable({
    autoDestroy: false,
    write(piece: Buffer, _encoding, done) {
      length += piece.length;
      if (length <= longestTags) pieces.push(piece);
      done();
    },
  });
  const both: FfmpegLog = {
    ...log,
    push(line) {
      log.push(line);
      banner.push(line);
    },
  };
  const metadata: Output = { target, options: [...nothing, '-f', 'ffmetadata'] };
  const failure = await runFfmpeg(source, both, [metadata, listed], 'info');
  const tags = parseMetadata(Buffer.concat(pieces).toString('utf8'));
  return { container: banner.container(tags, log.trouble().guessed), failure };
}

interface Banner {
  push(line: string): void;
  container(tags: readonly Tags[], guessed: boolean): Container | null;
}

const inputLine = /^\[info\] Input #0, (\S+), from '/;
const timeLine =
  /^\[info\] {3}Duration: (?:N\/A|(\d+):(\d+):([\d.]+))(?:, start: (-?[\d.]+))?, bitrate: [^,]*$/;
const outputLine = /^\[info\] Output #1, null, to 'pipe:':$/;
const streamLine =
  /^\[info\]\s+Stream #1:\d+(?:\[0x[\da-f]+\])?(?:\(\w+\))?(?:\[0x[\da-f]+\])?: (Audio|Video|Subtitle|Data|Attachment): (.*)$/;

/** Reads the lines that ffmpeg prints about its input and about the output `listed`. */
export function createBanner(): Banner {
  let format: string | undefined;
  let timing: RegExpExecArray | null = null;
  let lines: RegExpExecArray[] = [];
  return {
    push(line) {
      format ??= inputLine.exec(line)?.[1];
      if (format) timing ??= timeLine.exec(line);
      if (outputLine.test(line)) lines = [];
      const stream = streamLine.exec(line);
      if (stream && lines.length < streamsKept) lines.push(stream);
    },
    container([tags = {}, ...streamTags], guessed) {
      if (!format) return null;
      // The name of a tag can imitate a line of the banner; nobody writes such a file by accident.
      const forged = [tags, ...streamTags].some((some) =>
        Object.keys(some).some((key) => key.includes('\n')),
      );
      const [, hours, minutes, seconds, start] = (!forged && timing) || [];
      const stated = hours !== undefined && !guessed;
      return {
        format,
        duration: stated ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : undefined,
        start: Number(start ?? 0),
        tags,
        streams: lines.map(([, kind, details], i) => parseStream(kind, details, streamTags[i] ?? {})),
      };
    },
  };
}

function parseStream(kind: string, details: string, tags: Tags): MediaStream {
  const codec = /^[\w-]+/.exec(details)?.[0] ?? 'unknown';
  const sound = kind === 'Audio' ? /(\d+) Hz, ([^,]+)/.exec(details) : null;
  return streamOf({
    kind: kind.toLowerCase() as MediaStream['kind'],
    codec,
    rate: sound ? Number(sound[1]) : undefined,
    channels: sound ? channelsOf(sound[2]) : undefined,
    layout: sound?.[2],
    picture: kind === 'Video' && /, \d+x\d+/.test(details) && !details.includes('(attached pic)'),
    isDefault: /\(default\)/.test(details),
    tags,
  });
}

/** How many channels a layout has: `mono`, `stereo`, `quad`, `5.1(side)`, `12 channels`. */
export function channelsOf(layout: string): number | undefined {
  const name = layout.replace(/\(.*/, '').trim();
  const named = { mono: 1, stereo: 2, downmix: 2, quad: 4, hexagonal: 6, octagonal: 8, hexadecagonal: 16 }[
    name
  ];
  const digits = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(name);
  if (named || !digits) return named;
  return digits.slice(1).reduce((sum, digit) => sum + Number(digit ?? 0), 0);
}

/**
 * Parses ffmpeg's metadata format: a section without a head for the container, then one for each stream; `\` escapes
 * the character after it, even the end of a line.
 */
export function parseMetadata(text: string): readonly Tags[] {
  const sections: Record<string, string>[] = [{}];
  for (const [line] of text.matchAll(/(?:\\[\s\S]|[^\\\n])+/g)) {
    if (line === '[STREAM]') sections.push({});
    const [, key, value] = /^((?:\\[\s\S]|[^\\=])*)=([\s\S]*)$/.exec(line) ?? [];
    if (key === undefined || line.startsWith(';')) continue;
    const plain = (escaped: string) => escaped.replace(/\\([\s\S])/g, '$1');
    sections[sections.length - 1][plain(key)] = plain(value);
  }
  return sections.map(lowerKeys);
}
