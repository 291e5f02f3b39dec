import type { ByteSource, FindPart } from './file-parts.js';

/** Stands for "not known yet" in the header of a recorder that cannot go back; for "see ds64" in RF64. */
const unknownSize = 0xffffffff;

/** Tells ffmpeg to read up to the end of the file. */
const readAll = ['-f', 'wav', '-ignore_length', '1'];

/**
 * A WAV file (RIFF, RF64, BW64) by its chunks. Where what follows the samples is no chunk, the samples go on: the size
 * in the header is of a moment before the recording was finished, or has passed 4 GiB and begun at 0 again.
 */
export const findWavPart: FindPart = async (file, start) => {
  if (!(await beginsHere(file, start))) return null;
  let byteRate = 0;
  let longSize = 0;
  for (let at = start + 12; ; ) {
    const chunk = await readChunk(file, at);
    if (!chunk) return { end: file.size, inputOptions: [] };
    const body = at + 8;
    if (chunk.id === 'fmt ') byteRate = (await file.read(body + 8, 4)).readUInt32LE();
    if (chunk.id === 'ds64') longSize = Number((await file.read(body + 8, 8)).readBigUInt64LE());
    if (chunk.id !== 'data') {
      at = body + chunk.size + (chunk.size & 1);
      continue;
    }
    const size = chunk.size === unknownSize && longSize > 0 ? longSize : chunk.size;
    const open = size === 0 || size === unknownSize;
    const end = open ? null : await chunksEnd(file, body + size);
    if (end !== null) return { end, inputOptions: [] };
    const next = await file.find(Buffer.from('WAVEfmt '), body, (found) => beginsHere(file, found - 8));
    const stated = open || byteRate === 0 ? undefined : size / byteRate;
    return { end: next < 0 ? file.size : next - 8, inputOptions: readAll, stated };
  }
};

async function beginsHere(file: ByteSource, at: number): Promise<boolean> {
  const head = (await file.read(at, 12)).toString('latin1');
  return /^(RIFF|RF64|BW64)[\s\S]{4}WAVE$/.test(head);
}

async function readChunk(file: ByteSource, at: number): Promise<{ id: string; size: number } | null> {
  const head = await file.read(at, 8);
  if (head.length < 8) return null;
  return { id: head.toString('latin1', 0, 4), size: head.readUInt32LE(4) };
}

/** Where the chunks after the samples end: at the end of the file or where another file begins; null if they are none. */
async function chunksEnd(file: ByteSource, samplesEnd: number): Promise<number | null> {
  if (samplesEnd >= file.size) return file.size;
  // An odd size is padded; not every program knows that.
  for (const from of new Set([samplesEnd + (samplesEnd & 1), samplesEnd])) {
    for (let at = from; ; ) {
      if (await beginsHere(file, at)) return at;
      const chunk = await readChunk(file, at);
      if (!chunk) return file.size;
      if (!/^[ -~]{4}$/.test(chunk.id) || at + 8 + chunk.size > file.size) break;
      at += 8 + chunk.size + (chunk.size & 1);
    }
  }
  return null;
}
