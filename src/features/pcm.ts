import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to decoded 16-bit mono PCM on disk, so that no stage holds a whole recording in memory. */
export interface PcmReader {
  readonly samples: number;
  /**
   * Fills `into` with samples from `start` on, scaled to [-1, 1); outside of the recording they are 0.
   * @returns how many of them lie inside.
   */
  read(start: number, into: Float32Array): number;
  close(): void;
}

/** Opens a headerless 16-bit little-endian file. One buffer is kept between reads. */
export function openPcm(path: string): PcmReader {
  const fd = openSync(path, 'r');
  const samples = Math.floor(fstatSync(fd).size / 2);
  let bytes = Buffer.alloc(0);
  return {
    samples,
    read(start, into) {
      const first = Math.max(0, start);
      const count = Math.max(0, Math.min(samples, start + into.length) - first);
      if (bytes.length < count * 2) bytes = Buffer.alloc(count * 2);
      let got = 0;
      while (got < count * 2) {
        const n = readSync(fd, bytes, got, count * 2 - got, first * 2 + got);
        if (n === 0) break;
        got += n;
      }
      const read = got >> 1;
      const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, read);
      const offset = first - start;
      into.fill(0);
      for (let i = 0; i < read; i++) into[offset + i] = pcm[i] / 32768;
      return read;
    },
    close: () => closeSync(fd),
  };
}

/** Opens a recording while `work` runs, and closes it however that ends. */
export async function withPcm<T>(path: string, work: (pcm: PcmReader) => Promise<T>): Promise<T> {
  const pcm = openPcm(path);
  try {
    return await work(pcm);
  } finally {
    pcm.close();
  }
}

/** The same with several recordings at once. */
export async function withAllPcm<T>(
  paths: readonly string[],
  work: (pcms: readonly PcmReader[]) => Promise<T>,
): Promise<T> {
  const open: PcmReader[] = [];
  try {
    for (const path of paths) open.push(openPcm(path));
    return await work(open);
  } finally {
    for (const pcm of open) pcm.close();
  }
}
