import { createHash } from 'node:crypto';
import { createAcousticFingerprinter } from './acoustic-fingerprint.js';

/** Listens to decoded audio as it streams by. */
export interface PcmFingerprinter {
  /** Bytes of 16-bit little-endian samples; a piece may end inside a sample. */
  push(bytes: Uint8Array): void;
  /** Hex SHA-256 of all bytes, the acoustic fingerprint, and the number of samples. Call once. */
  finish(): { contentFp: string; acoustic: Uint32Array; samples: number };
}

/** Computes the two fingerprints of a recording that depend on its sound, not on its file. */
export function createPcmFingerprinter(): PcmFingerprinter {
  const hash = createHash('sha256');
  const acoustic = createAcousticFingerprinter();
  // Pieces are copied here, after the odd byte that the last one may have left: samples must be aligned.
  let aligned = new Int16Array(1 << 15);
  let odd = 0;
  let count = 0;
  return {
    push(bytes) {
      hash.update(bytes);
      count += bytes.length;
      const total = odd + bytes.length;
      if (aligned.byteLength < total) {
        const larger = new Int16Array((total + 1) >> 1);
        larger[0] = aligned[0];
        aligned = larger;
      }
      const view = new Uint8Array(aligned.buffer);
      view.set(bytes, odd);
      acoustic.push(aligned.subarray(0, total >> 1));
      odd = total & 1;
      if (odd) view[0] = view[total - 1];
    },
    finish: () => ({ contentFp: hash.digest('hex'), acoustic: acoustic.finish(), samples: count >> 1 }),
  };
}
