/** One stream of a container, as ffmpeg lists it. */
export interface MediaStream {
  readonly kind: 'audio' | 'video' | 'subtitle' | 'data' | 'attachment';
  readonly codec: string;
  /** ISO 639 code in the container, if it states one. */
  readonly language?: string;
  /** For instance `aac 44100 Hz stereo (eng)`. */
  readonly description: string;
  /** Moving pictures of a known size: not a cover, not a stream that could not be read. */
  readonly picture: boolean;
  /** Of sound. */
  readonly channels?: number;
}

/** What a container says about itself. */
export interface Container {
  /** Names of the demuxer, for instance `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** Seconds; undefined when the container does not say, or ffmpeg had to guess it from the bit rate. */
  readonly duration?: number;
  /** Seconds: the smallest timestamp of its streams. */
  readonly start: number;
  /** What it says of the date, as it is written; names in lower case. */
  readonly tags: Readonly<Record<string, string>>;
  readonly streams: readonly MediaStream[];
}

/** What went wrong, in ffmpeg's words. */
export interface Trouble {
  /** Places where the decoder met data that it could not use. */
  readonly damaged: number;
  /** ffmpeg noticed that the file ends too early. */
  readonly cutOff: boolean;
  /** A demuxer was found, but it is not one of those allowed. */
  readonly refused: boolean;
  /** The first error, without addresses and paths. */
  readonly reason: string;
}

export interface FfmpegLog {
  push(line: string): void;
  /** The container, once ffmpeg has opened it; undefined before, or when it could not. */
  container(): Container | undefined;
  trouble(): Trouble;
}

/** A banner is some tens of lines; what comes later is only counted, so that a damaged file cannot fill the memory. */
const linesKept = 500;
const lineLength = 2000;

const severe = /\[(error|fatal|panic)\] /;
const damage = /Error while decoding stream|Error submitting packet to decoder|PES packet size mismatch/;
const cut =
  /partial file|\] Read error|filesize and duration do not match|ended prematurely|Truncating packet/;
const corrupt = /corrupt input packet|Packet corrupt/;

/** Gathers what ffmpeg prints with `-loglevel level+info` about one input; `path` is the name that it was given. */
export function createFfmpegLog(path: string): FfmpegLog {
  const kept: string[] = [];
  let damaged = 0;
  let cutOff = false;
  let refused = false;
  let transport = false;
  let reason = '';
  return {
    push(line) {
      if (kept.length < linesKept) kept.push(line.slice(0, lineLength));
      if (damage.test(line)) damaged++;
      if (cut.test(line)) cutOff = true;
      // Of a transport stream some packet was lost; of any other file the last packet is incomplete.
      if (corrupt.test(line)) {
        if (transport) damaged++;
        else cutOff = true;
      }
      if (line.startsWith('[info] Input #0, mpegts')) transport = true;
      if (/Format not on whitelist/.test(line)) refused = true;
      if (!reason && severe.test(line)) reason = clean(line, path);
    },
    container: () => parseBanner(kept.join('\n').replaceAll(path, '')),
    trouble: () => ({ damaged, cutOff, refused, reason }),
  };
}

/** `[mov @ 0x1f] [error] moov atom not found` -> `moov atom not found`. */
function clean(line: string, path: string): string {
  return line
    .slice(0, lineLength)
    .replaceAll(`file:${path}`, '')
    .replaceAll(path, '')
    .replace(/^(\[[^\]]*\] )*(: )?/, '')
    .trim();
}

function parseBanner(text: string): Container | undefined {
  const input = /\[info\] Input #0, (\S+), from/.exec(text);
  if (!input) return undefined;
  const end = text.search(/\[info\] (Output #0|Stream mapping:)/);
  const banner = text.slice(input.index, end < 0 ? undefined : end);
  const timing = /Duration: (?:N\/A|(\d+):(\d+):([\d.]+))(?:, start: (-?[\d.]+))?/.exec(banner);
  const guessed = text.includes('Estimating duration from bitrate');
  const stated = timing?.[1] !== undefined && !guessed;
  return {
    format: input[1],
    duration: stated ? Number(timing[1]) * 3600 + Number(timing[2]) * 60 + Number(timing[3]) : undefined,
    start: Number(timing?.[4] ?? 0),
    tags: dateTags(banner),
    streams: banner.split('\n').flatMap(parseStream),
  };
}

const streamLine =
  /^\[info\]\s+Stream #0:\d+(?:\[0x[\da-f]+\])?(?:\((\w+)\))?(?:\[0x[\da-f]+\])?: (Audio|Video|Subtitle|Data|Attachment): (.*)$/;

function parseStream(line: string): MediaStream[] {
  const match = streamLine.exec(line);
  if (!match) return [];
  const [, language, kind, details] = match;
  const codec = /^[\w-]+/.exec(details)?.[0] ?? 'unknown';
  const sound = kind === 'Audio' ? /(\d+ Hz), ([^,]+)/.exec(details) : null;
  const known = language && language !== 'und' ? language : undefined;
  return [
    {
      kind: kind.toLowerCase() as MediaStream['kind'],
      codec,
      language: known,
      description: [codec, sound?.[1], sound?.[2], known && `(${known})`].filter(Boolean).join(' '),
      channels: sound ? channelsOf(sound[2]) : undefined,
      picture: kind === 'Video' && /, \d+x\d+/.test(details) && !details.includes('attached pic'),
    },
  ];
}

/** How many channels a layout has: `mono`, `stereo`, `quad`, `5.1(side)`, `12 channels`. */
function channelsOf(layout: string): number | undefined {
  const named = { mono: 1, stereo: 2, downmix: 2, quad: 4, hexagonal: 6, octagonal: 8 }[
    layout.replace(/\(.*/, '')
  ];
  const digits = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(layout);
  if (named || !digits) return named;
  return digits.slice(1).reduce((sum, digit) => sum + Number(digit ?? 0), 0);
}

const dateLine =
  /^\[info\]\s+(com\.apple\.quicktime\.creationdate|creation_time|date_recorded|originationdate|date)\s*: (.+)$/gim;

/** The first of each name: the container's own come before those of its streams. */
function dateTags(banner: string): Record<string, string> {
  const found = [...banner.matchAll(dateLine)].map(([, name, value]) => [name.toLowerCase(), value.trim()]);
  return Object.fromEntries(found.reverse());
}
