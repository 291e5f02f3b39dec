import { isText, playlistKind } from './media-formats.js';

/**
 * Endings of recordings. They suffice, whatever the first bytes are: these say nothing in raw streams and damaged files,
 * and what cannot be decoded is reported later.
 */
const mediaEndings = new Set(
  (
    '3g2 3ga 3gp 3gp2 3gpp 3gpp2 aac ac3 adts aif aifc aiff amr ape asf au avi awb caf divx dsf dts dv eac3 f4a f4v flac ' +
    'flv g722 gsm gxf loas m1v m2t m2ts m2v m4a m4b m4p m4r m4v mka mkv mov mp2 mp3 mp4 mpa mpc mpeg mpg mts mxf nut oga ' +
    'ogg ogm ogv ogx oma opus qcp ra rf64 rm rmvb sbc shn snd spx tak thd trp ts tta vob voc w64 wav wave weba webm ' +
    'wma wmv wtv wv'
  ).split(' '),
);

/** Endings that text files have as well, TypeScript for one. */
const alsoText = new Set(['ts', 'mts', 'trp', 'snd']);

/**
 * Why a file that was found in a folder is not a recording; null if it is one, by its first bytes or its ending.
 *
 * @param head the first bytes of the file, a few thousand if it has as many.
 */
export function whyNoRecording(head: Uint8Array, extension: string): string | null {
  const ending = extension.toLowerCase();
  const text = isText(head);
  if (mediaEndings.has(ending) && !(text && alsoText.has(ending))) return null;
  if (head.length === 0) return 'an empty file';
  const playlist = playlistKind(head, extension);
  if (playlist) return playlist;
  if (text) return 'a text file';
  if (hasMediaSignature(head)) return null;
  return isPicture(head) ? 'a picture' : 'not an audio or video file';
}

/** Whether the ending suffices to call it a recording, without a look at its first bytes. */
export function endsLikeRecording(extension: string): boolean {
  const ending = extension.toLowerCase();
  return mediaEndings.has(ending) && !alsoText.has(ending);
}

/** The first bytes of the formats in `recordingDemuxers`: as Latin-1 characters, ... */
const spelled: readonly RegExp[] = [
  /^(RIFF|RIFX|RF64|BW64|FFIR)....(WAVE|AVI |AVIX|XWMA|QLCM)/s,
  /^FORM....(AIFF|AIFC|8SVX|16SV|MAUD)/s,
  /^(caff|\.snd|dns\.|\.SoX|XoS\.|fLaC|OggS|MAC |MACF|wvpk|TTA[12]|tBaK|MPCK|MP\+|ajkg|DSD |2BIT|STRM| paf|fap |PVF1)/,
  /^(#!AMR|NIST_1A|Creative Voice File|ALawSoundFile|DTSHDHDR|1bit|nut\/multimedia container|\.RMF|\.ra\xfd|FLV)/,
  /^(ID3|ea3|EA3|.ds[s2])/s,
  /^....(ftyp(?!hei|hev|mif1|msf1|avi[fs]|crx )|moov|mdat|wide|pnot)/s,
];
/** ... and in hexadecimal. */
const numbered: readonly RegExp[] = [
  /^726966662e91cf11/, // Wave64
  /^1a45dfa3/, // Matroska, WebM
  /^3026b2758e66cf11/, // ASF
  /^b7d800203749da11/, // WTV
  /^060e2b34020501010d0102/, // MXF
  /^0000000001bc/, // GXF
  /^000001ba/, // MPEG program stream
  /^(7ffe8001|fe7f0180|1fffe800|ff1f00e8)/, // DTS
  /^1f0700/, // DV
  /^64a30[1-4]00/, // IRCAM
  /^8000.{4}031204/, // CRI ADX
  /^.{8}f8726fba/, // TrueHD
  /^.{8}57907536/, // Audible
];

function hasMediaSignature(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 64));
  const [text, hex] = [start.toString('latin1'), start.toString('hex')];
  return (
    spelled.some((signature) => signature.test(text)) ||
    numbered.some((signature) => signature.test(hex)) ||
    packets.some(({ length, first = 0 }) => repeats(head, first, length))
  );
}

/** Formats without a signature: packets, one after the other, each of which states its length. */
interface Packets {
  /** Bytes of the packet that begins here; 0 if none does. */
  readonly length: (bytes: Uint8Array, at: number) => number;
  /** Offset of the first one. */
  readonly first?: number;
}

const packetsNeeded = 3;

const packets: readonly Packets[] = [
  { length: mpegAudioFrame },
  { length: adtsFrame },
  {
    length: (b, at) =>
      b[at] === 0x56 && b[at + 1] >> 5 === 7 ? 3 + (((b[at + 1] & 31) << 8) | b[at + 2]) : 0,
  },
  { length: (b, at) => (b[at] === 0x0b && b[at + 1] === 0x77 ? ac3Frame(b, at) : 0) },
  { length: (b, at) => (b[at] === 0x47 ? 188 : 0) },
  { length: (b, at) => (b[at] === 0x47 ? 192 : 0), first: 4 },
  { length: (b, at) => (b[at] === 0x47 ? 204 : 0) },
];

/** Whether enough packets follow each other from here, or as many as fit into the head. */
function repeats(head: Uint8Array, first: number, length: Packets['length']): boolean {
  let at = first;
  for (let count = 0; count < packetsNeeded; count++) {
    if (at + 8 > head.length) return count >= 2;
    const bytes = length(head, at);
    if (bytes < 8) return false;
    at += bytes;
  }
  return true;
}

/** Bytes of a frame of AAC in ADTS (ISO/IEC 13818-7, 6.2): 13 bits across three bytes. */
function adtsFrame(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xff || (bytes[at + 1] & 0xf6) !== 0xf0) return 0;
  return ((bytes[at + 3] & 3) << 11) | (bytes[at + 4] << 3) | (bytes[at + 5] >> 5);
}

/** kbit/s by bit rate index, for MPEG-1 layers I, II, III, and MPEG-2 layer I, layers II and III. */
const mpegRates = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/** Bytes of a frame of MPEG audio (ISO/IEC 11172-3, 2.4.2.3), with the half rates of MPEG-2 and the quarter of 2.5. */
function mpegAudioFrame(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return 0;
  const version = (bytes[at + 1] >> 3) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const layer = 4 - ((bytes[at + 1] >> 1) & 3);
  const index = bytes[at + 2] >> 4;
  const rate = (bytes[at + 2] >> 2) & 3;
  if (version === 1 || layer === 4 || index === 0 || index === 15 || rate === 3) return 0;
  const table = version === 3 ? layer - 1 : layer === 1 ? 3 : 4;
  const bitRate = 1000 * mpegRates[table][index];
  const sampleRate = [44_100, 48_000, 32_000][rate] >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const padding = (bytes[at + 2] >> 1) & 1;
  if (layer === 1) return 4 * (Math.floor((12 * bitRate) / sampleRate) + padding);
  const samples = layer === 3 && version !== 3 ? 72 : 144;
  return Math.floor((samples * bitRate) / sampleRate) + padding;
}

/** kbit/s of AC-3 by half of the frame size code (ATSC A/52, table 5.18). */
const ac3Rates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];

/** Bytes of a frame of AC-3 or Enhanced AC-3. */
function ac3Frame(bytes: Uint8Array, at: number): number {
  const enhanced = bytes[at + 5] >> 3 > 10;
  if (enhanced) return 2 * ((((bytes[at + 2] & 7) << 8) | bytes[at + 3]) + 1);
  const sampleRate = [48_000, 44_100, 32_000][bytes[at + 4] >> 6];
  const code = bytes[at + 4] & 63;
  const bitRate = 1000 * ac3Rates[code >> 1];
  if (!sampleRate || !bitRate) return 0;
  return 2 * (Math.floor((96 * bitRate) / sampleRate) + (sampleRate === 44_100 ? code & 1 : 0));
}

/** Pictures are found among recordings more often than anything else, so they have a reason of their own. */
function isPicture(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 16)).toString('latin1');
  return /^(.PNG\r\n|\xff\xd8\xff|GIF8|BM|II\*|MM.\*|8BPS|RIFF....WEBP|....ftyp)/s.test(start);
}
