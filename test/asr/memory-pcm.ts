import type { PcmReader } from '../../src/features/pcm.js';

/** Audio in memory behind the interface of spooled audio. */
export function memoryPcm(audio: Float32Array): PcmReader {
  return {
    samples: audio.length,
    read(start, into) {
      into.fill(0);
      const inside = audio.subarray(Math.max(0, start), Math.max(0, start + into.length));
      into.set(inside, Math.max(0, -start));
      return inside.length;
    },
    close: () => {},
  };
}
