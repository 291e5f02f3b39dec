import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ScribeError } from '../../../errors.js';
import { type Feeds, openSession, type Session, type SessionOptions } from '../../../onnx/session.js';

/** Precisions of weights, as the public exports append them to the name of a file; files without one are fp32. */
export const precisions = ['fp32', 'quantized', 'uint8', 'int8', 'q4', 'fp16', 'q4f16'] as const;
export type Precision = (typeof precisions)[number];

/**
 * What to open first. Eight bits are fastest; unsigned ones, as `quantized` is too, are more reliable than signed ones. In
 * the decoder, which reads its weights again for every token, four bits beat 32.
 */
const order: Readonly<Record<'encoder' | 'decoder', readonly Precision[]>> = {
  encoder: ['quantized', 'uint8', 'int8', 'fp32', 'q4'],
  decoder: ['quantized', 'uint8', 'int8', 'q4', 'fp32'],
};
/** Processors compute with 32 bits: half precision costs the conversion there and back. */
const halfPrecision: readonly Precision[] = ['fp16', 'q4f16'];
const names = { encoder: 'encoder_model', decoder: 'decoder_model_merged' } as const;

/**
 * The files of a network that are in the folder, the one to try first at the front.
 *
 * @param wanted only this precision.
 * @throws ScribeError MODEL when there is none.
 */
export function findNetworkFiles(
  folder: string,
  half: 'encoder' | 'decoder',
  wanted: Precision | undefined,
): string[] {
  const pathOf = (precision: Precision) =>
    join(folder, 'onnx', `${names[half]}${precision === 'fp32' ? '' : `_${precision}`}.onnx`);
  const present = (list: readonly Precision[]) => list.map(pathOf).filter((path) => existsSync(path));
  const full = present(wanted ? [wanted] : order[half]);
  const found = full.length > 0 || wanted ? full : present(halfPrecision);
  if (found.length > 0) return found;
  const looked = (wanted ? [wanted] : [...order[half], ...halfPrecision]).map(pathOf);
  throw new ScribeError(
    'MODEL',
    `Loading ${folder}: its ${half} is missing; looked for ${looked.join(', ')}.`,
    {
      hint: 'Run `scribe doctor` to check the installed models.',
    },
  );
}

/** A network of which several files may exist. */
export interface LadderSession extends Pick<Session, 'release'> {
  /** The session in use; it changes when a first run fails. */
  session(): Session;
  path(): string;
  run(feeds: Feeds, fetches?: readonly string[]): ReturnType<Session['run']>;
}

/**
 * Opens the first of the files that this runtime can open and run: some quantized networks cannot be opened, others fail
 * only in their first run (an operator without a kernel for its types). What has run once is kept.
 *
 * @throws ScribeError MODEL with the reason for each file; the first `run` may throw it as well.
 */
export async function openFirst(paths: readonly string[], options: SessionOptions): Promise<LadderSession> {
  const failures: string[] = [];
  const waiting = [...paths];
  const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
  let session = await next();
  let proven = false;
  let released = false;

  /** A session can be released once, and after the last file failed none is open. */
  async function release(): Promise<void> {
    if (released) return;
    released = true;
    await session.release();
  }

  async function next(): Promise<Session> {
    while (waiting.length > 0) {
      try {
        return await openSession(waiting[0], options);
      } catch (cause) {
        failures.push(reasonOf(cause));
        waiting.shift();
      }
    }
    throw new ScribeError('MODEL', `No network of ${paths.length} can be used. ${failures.join(' ')}`, {
      hint: 'Run `scribe doctor` to check the installed models, or take another export of this model.',
    });
  }

  return {
    session: () => session,
    path: () => waiting[0],
    async run(feeds, fetches) {
      const run = () => (fetches ? session.run(feeds, [...fetches]) : session.run(feeds));
      while (!proven) {
        try {
          const out = await run();
          proven = true;
          return out;
        } catch (cause) {
          failures.push(reasonOf(cause));
          waiting.shift();
          await release();
          session = await next();
          released = false;
        }
      }
      return run();
    },
    release,
  };
}
