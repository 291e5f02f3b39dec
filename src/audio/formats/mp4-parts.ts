import type { FindPart } from './file-parts.js';

/** An MP4 or QuickTime file, box by box: another one begins at the next `ftyp` after sound and its index. */
export const findMp4Part: FindPart = async (file, start) => {
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
