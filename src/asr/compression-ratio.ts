import { deflateSync } from 'node:zlib';

/** Bytes of UTF-8 per byte after zlib, as openai/whisper measures repetitiveness (`utils.py`): speech is below 2.4. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length / deflateSync(bytes).length;
}
