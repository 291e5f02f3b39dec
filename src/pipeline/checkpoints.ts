import { sha256 } from '../platform/hash-file.js';

/**
 * Keeps results of finished stages: a run that was killed goes on where it stopped, and a run with another setting
 * repeats only what depends on it. The caller of the pipeline hands in one that is backed by the store.
 */
export interface Checkpoints {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
}

/**
 * The name of a stage's result: content + stage + a hash of everything that decides it. At most 255 characters.
 * @param decidedBy model hashes, options and the version of the stage's own code; any JSON.
 */
export function checkpointKey(contentFp: string, stage: string, decidedBy: unknown): string {
  return `${contentFp}:${stage}:${sha256(JSON.stringify(decidedBy))}`;
}

/** Exact text of float32 numbers: base64 of their little-endian bytes. */
export function floatsToText(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function textToFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float32Array(bytes.length / 4);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
