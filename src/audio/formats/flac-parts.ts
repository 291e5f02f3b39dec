import type { FindPart } from './file-parts.js';

const marker = Buffer.from('fLaC');

/** A FLAC file: its marker and the first block of metadata, which always has 34 bytes (RFC 9639, sections 6 and 8.2). */
export const findFlacPart: FindPart = async (file, start) => {
  const beginsHere = async (at: number) =>
    /^fLaC[\0\x80]\0\0\x22$/.test((await file.read(at, 8)).toString('latin1'));
  if (!(await beginsHere(start))) return null;
  const next = await file.find(marker, start + 8, beginsHere);
  return { end: next < 0 ? file.size : next, inputOptions: [] };
};
