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

/**
 * The peak memory so far of this process and of those that it started, in bytes, as the kernel counted it; null where there
 * is no /proc.
 */
export function peakMemory() {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
    return ['self', ...children]
      .map((pid) => 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]))
      .reduce((a, b) => a + b);
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
