import { deflateSync } from 'node:zlib';

/** Bytes of UTF-8 per byte after zlib, as openai/whisper measures repetitiveness (`utils.py`): English is below 2.4. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length / deflateSync(bytes).length;
}

/**
 * Characters per byte after zlib: a measure that is fair to every script. The three bytes of a Tamil letter start alike,
 * so ordinary Tamil compresses 2.5 to 3 to 1 by its bytes, but 1.5 to 1 by its letters; for ASCII both are the same.
 * Speech is below 2.4. Each character is one byte, as long as at most 128 of those in the text are not ASCII.
 */
export function letterRatio(text: string): number {
  const codes = new Map<string, number>();
  const letters = [...text];
  for (const letter of letters)
    if (letter > '\x7f' && !codes.has(letter)) codes.set(letter, 0x80 + codes.size);
  // Among so many different characters, shared bytes hardly matter.
  if (codes.size > 0x80) return letters.length / deflateSync(Buffer.from(text, 'utf16le')).length;
  const bytes = Uint8Array.from(letters, (letter) => codes.get(letter) ?? letter.charCodeAt(0));
  return bytes.length / deflateSync(bytes).length;
}
