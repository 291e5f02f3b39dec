import { execFileSync } from 'node:child_process';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';

/** A whole file as the reference program loads it: mono, 16 kHz, 16 bit, scaled to [-1, 1). */
export function readAudio(path: string): Float32Array {
  const bytes = execFileSync(
    ffmpeg,
    ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '16000', '-'],
    {
      maxBuffer: 1 << 30,
    },
  );
  const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  return Float32Array.from(pcm, (x) => x / 32768);
}
