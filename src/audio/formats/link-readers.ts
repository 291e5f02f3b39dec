import type { Seconds } from '../../domain/time.js';
import { ebmlNumber, ebmlNumberLength } from './matroska-frames.js';

/**
 * One recording of a chained file, as Ogg calls a file of several recordings one after the other (RFC 3533); files of
 * other formats are chained with `cat`.
 */
export interface ChainLink {
  /** Bytes, half open: as far as the bytes show it, whatever the header says. */
  readonly start: number;
  readonly end: number;
  /** Options that make ffmpeg read all of it. */
  readonly inputOptions: readonly string[];
  /** The length in its header, when ffmpeg is made to ignore it. */
  readonly stated?: Seconds;
}

/** A file's bytes from anywhere. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `at` on: fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>;
  /** The next place of these bytes, from `from` on, that `accept` agrees to; -1 if there is none. */
  find(bytes: Buffer, from: number, accept: (at: number) => Promise<boolean>): Promise<number>;
}

/** The link of one format that begins at `start`; null when none does. */
type ReadLink = (file: ByteSource, start: number) => Promise<Omit<ChainLink, 'start'> | null>;

/** Stands for "not known yet" in the header of a recorder that cannot seek; for "see ds64" in RF64. */
const unknownSize = 0xffffffff;

/** What a chunk of a WAV file is called. */
const chunkName = /^[ -~]{4}$/;

/** Makes ffmpeg read up to the end of the file. */
const readAll = ['-f', 'wav', '-ignore_length', '1'];

/**
 * A WAV file (RIFF, RF64, BW64) by its chunks. If what follows the samples is not a chunk, the samples go on: the size
 * in the header is older than the end of the recording, or has passed 4 GiB and begun at 0 again.
 */
const readWav: ReadLink = async (file, start) => {
  if (!(await wavBegins(file, start))) return null;
  let byteRate = 0;
  let longSize = 0;
  for (let at = start + 12; ; ) {
    const chunk = await readChunk(file, at);
    if (!chunk || !chunkName.test(chunk.id)) return { end: file.size, inputOptions: [] };
    const body = at + 8;
    // The file may end in the middle of either.
    const field = await file.read(body + 8, 8);
    if (chunk.id === 'fmt ' && field.length >= 4) byteRate = field.readUInt32LE();
    if (chunk.id === 'ds64' && field.length === 8) longSize = Number(field.readBigUInt64LE());
    if (chunk.id !== 'data') {
      at = body + chunk.size + (chunk.size & 1);
      continue;
    }
    const size = chunk.size === unknownSize && longSize > 0 ? longSize : chunk.size;
    const open = size === 0 || size === unknownSize;
    const end = open ? null : await chunksEnd(file, body + size);
    if (end !== null) return { end, inputOptions: [] };
    const next = await file.find(Buffer.from('WAVEfmt '), body, (found) => wavBegins(file, found - 8));
    const stated = open || byteRate === 0 ? undefined : size / byteRate;
    return { end: next < 0 ? file.size : next - 8, inputOptions: readAll, stated };
  }
};

async function wavBegins(file: ByteSource, at: number): Promise<boolean> {
  const head = (await file.read(at, 12)).toString('latin1');
  return /^(RIFF|RF64|BW64)[\s\S]{4}WAVE$/.test(head);
}

async function readChunk(file: ByteSource, at: number): Promise<{ id: string; size: number } | null> {
  const head = await file.read(at, 8);
  if (head.length < 8) return null;
  return { id: head.toString('latin1', 0, 4), size: head.readUInt32LE(4) };
}

/** The end of the chunks after the samples: the end of the file, or the next link; null if they are not chunks. */
async function chunksEnd(file: ByteSource, samplesEnd: number): Promise<number | null> {
  if (samplesEnd >= file.size) return file.size;
  // An odd size should be padded, but some programs do not.
  for (const from of new Set([samplesEnd + (samplesEnd & 1), samplesEnd])) {
    for (let at = from; ; ) {
      if (await wavBegins(file, at)) return at;
      const chunk = await readChunk(file, at);
      if (!chunk) return file.size;
      if (!chunkName.test(chunk.id) || at + 8 + chunk.size > file.size) break;
      at += 8 + chunk.size + (chunk.size & 1);
    }
  }
  return null;
}

/** The element with which a Matroska or WebM file begins (RFC 8794, section 11.2.1), and the one that holds the rest. */
const ebmlHeader = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const segment = 0x18538067;

/** A Matroska or WebM file: one segment, whose size is unknown when the recorder cannot seek. */
const readMatroska: ReadLink = async (file, start) => {
  if (!(await matroskaBegins(file, start))) return null;
  const next = async (from: number) => {
    const found = await file.find(ebmlHeader, from, (at) => matroskaBegins(file, at));
    return { end: found < 0 ? file.size : found, inputOptions: [] };
  };
  const head = await readElementSize(file, start + 4);
  const segmentAt = head.bodyAt + (head.size ?? 0);
  const id = await file.read(segmentAt, 4);
  if (id.length < 4 || id.readUInt32BE() !== segment) return next(segmentAt);
  const { bodyAt, size } = await readElementSize(file, segmentAt + 4);
  const end = bodyAt + (size ?? 0);
  return next(size === undefined || end > file.size ? bodyAt : end);
};

async function matroskaBegins(file: ByteSource, at: number): Promise<boolean> {
  const bytes = await file.read(at, 80);
  return bytes.indexOf(ebmlHeader) === 0 && /matroska|webm/.test(bytes.toString('latin1'));
}

/** A size of one to eight bytes; undefined if all its bits are set, which means unknown. */
async function readElementSize(file: ByteSource, at: number): Promise<{ bodyAt: number; size?: number }> {
  const bytes = await file.read(at, 8);
  const length = ebmlNumberLength(bytes, 0);
  if (length === 0 || length > bytes.length) return { bodyAt: file.size };
  const size = ebmlNumber(bytes, 0, length);
  return { bodyAt: at + length, size: size === 2 ** (7 * length) - 1 ? undefined : size };
}

/** An MP4 or QuickTime file, box by box: the next link begins at the first `ftyp` after sound and its index. */
const readMp4: ReadLink = async (file, start) => {
  const seen = new Set<string>();
  for (let at = start; ; ) {
    const head = await file.read(at, 16);
    if (head.length < 8) break;
    const type = head.toString('latin1', 4, 8);
    if (at === start && type !== 'ftyp') return null;
    if (at > start && type === 'ftyp' && seen.has('moov') && seen.has('mdat'))
      return { end: at, inputOptions: [] };
    seen.add(type);
    const short = head.readUInt32BE();
    const size = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (size < 8) break;
    at += size;
  }
  return { end: file.size, inputOptions: [] };
};

/** A FLAC file: its marker and the first block of metadata, which always has 34 bytes (RFC 9639, sections 6 and 8.2). */
const readFlac: ReadLink = async (file, start) => {
  const flacBegins = async (at: number) =>
    /^fLaC[\0\x80]\0\0\x22$/.test((await file.read(at, 8)).toString('latin1'));
  if (!(await flacBegins(start))) return null;
  const next = await file.find(Buffer.from('fLaC'), start + 8, flacBegins);
  return { end: next < 0 ? file.size : next, inputOptions: [] };
};

export const linkReaders: readonly ReadLink[] = [readWav, readMatroska, readMp4, readFlac];
