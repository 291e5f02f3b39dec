import './telemetry-off.js';
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { ScribeError } from '../errors.js';
import { hasSignedWeights, withUnsignedWeights } from './unsigned-weights.js';

export { Tensor };
export const runtimeVersion: string = env.versions.node ?? 'unknown';
export type Session = InferenceSession;
export type Feeds = InferenceSession.OnnxValueMapType;

export interface SessionOptions {
  /** Threads inside one operator; the physical cores of the machine are a good number. */
  readonly threads: number;
}

/**
 * Opens a network on the processor. Creating a session takes up to a second: do it once per program.
 *
 * Quantized merged decoders need `session.disable_quant_qdq` since onnxruntime 1.25 (microsoft/onnxruntime#28306):
 * without it the optimizer loses the scale of a weight that lives outside the If branch.
 * Spinning threads would take the processor from everything else that runs on the machine.
 *
 * @throws ScribeError MODEL when the file is missing, damaged, or uses what this runtime does not have.
 */
export async function openSession(path: string, options: SessionOptions): Promise<Session> {
  try {
    const signed = (await int8Saturates()) && hasSignedWeights(path);
    const rewritten = signed ? withUnsignedWeights(await readFile(path)) : null;
    const settings: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      // Batches differ in length: an arena would keep the largest of every shape that was ever seen.
      enableCpuMemArena: false,
      enableMemPattern: false,
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: '0' } } },
    };
    // A network with weights in files beside it can only be opened by its path.
    return rewritten
      ? await InferenceSession.create(rewritten, settings)
      : await InferenceSession.create(path, settings);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('MODEL', `Opening the network ${path} failed: ${reason}`, {
      hint: 'Run `scribe doctor` to check the installed models.',
      cause,
    });
  }
}

/** Opens a graph of a few nodes that scribe carries itself. */
export function openGraph(bytes: Uint8Array, { threads }: SessionOptions): Promise<Session> {
  return InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: threads });
}

/** An ONNX model of one node: y = MatMulInteger(a, w), with a u8 [1, 4] and w s8 [4, 1] = 127, 127, 127, 127. */
const product =
  'CAg6XAoYCgFhCgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgVwcm9iZSoPCAQIARADQgF3SgR/f39/WhMKAWESDgoMCAISCAoCCAEKAggEYhMKAXkSDgoMCAYSCAoCCAEKAggBQgQKABAN';

let known: Promise<boolean> | undefined;

/**
 * Whether onnxruntime's kernels for this processor get u8 x s8 products wrong: on x86 without VNNI the sum of two
 * products saturates at 16 bits, and four times 255 * 127 is not 129,540. Found out once, by doing it.
 */
function int8Saturates(): Promise<boolean> {
  known ??= probe();
  return known;
}

async function probe(): Promise<boolean> {
  const session = await InferenceSession.create(Buffer.from(product, 'base64'));
  const a = new Tensor('uint8', new Uint8Array(4).fill(255), [1, 4]);
  const { y } = await session.run({ a });
  await session.release();
  return Number(y.data[0]) !== 4 * 255 * 127;
}
