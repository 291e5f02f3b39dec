import { readFileSync } from 'node:fs';

/**
 * Answers a parent process: `{ call, ...arguments }` in, `{ value }` or `{ error }` out, one call at a time. Every
 * contestant of the benchmark runs so in a process of its own, with its own onnxruntime and its own memory.
 *
 * @param {Record<string, (request: any) => Promise<unknown>>} calls
 */
export function serve(calls) {
  process.on('message', async ({ call, ...request }) => {
    try {
      process.send({ value: (await calls[call](request)) ?? null });
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) });
    }
  });
  process.on('disconnect', () => process.exit());
}

/** The peak of this process's memory so far in bytes, as the kernel counted it; null where there is no /proc. */
export function peakMemory() {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return null;
  }
}

/** Raw 16-bit PCM as floats in [-1, 1). */
export function readPcm(path) {
  const bytes = readFileSync(path);
  return Float32Array.from(
    new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1),
    (x) => x / 32768,
  );
}

/** @returns what `work` gave, and how many seconds it took. */
export async function timed(work) {
  const from = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - from) / 1000 };
}

export const countWords = (text) => text.split(/\s+/).filter(Boolean).length;
