import { deflateSync } from 'node:zlib';

/** Bytes of UTF-8 per byte after zlib, as openai/whisper measures repetitiveness (`utils.py`): English is below 2.4. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length / deflateSync(bytes).length;
}

/**
 * Characters per byte after zlib, with one byte for each character while the text has no more than 128 that are not
 * ASCII. The measure for every script: the three bytes of a Tamil letter begin alike, so that ordinary Tamil packs 2.5 to 3
 * to 1 by its bytes, and 1.5 to 1 by its letters; ASCII packs as it always did. Speech is below 2.4.
 */
export function letterRatio(text: string): number {
  const codes = new Map<string, number>();
  const letters = [...text];
  for (const letter of letters)
    if (letter > '\x7f' && !codes.has(letter)) codes.set(letter, 0x80 + codes.size);
  // Of so many characters hardly two have bytes in common.
  if (codes.size > 0x80) return letters.length / deflateSync(Buffer.from(text, 'utf16le')).length;
  const bytes = Uint8Array.from(letters, (letter) => codes.get(letter) ?? letter.charCodeAt(0));
  return bytes.length / deflateSync(bytes).length;
}
