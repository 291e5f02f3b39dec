import './telemetry-off.js';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { ScribeError } from '../errors.js';
import { withAttentionByHead } from './attention-by-head.js';
import { requireOwnData } from './external-data.js';
import { withFlashAttention } from './flash-attention.js';
import { type GraphCache, type KeptGraph, keptGraph } from './graph-cache.js';
import { withInt8Products } from './int8-products.js';
import { hasSignedWeights, withUnsignedWeights } from './unsigned-weights.js';

export { Tensor };
export const runtimeVersion: string = env.versions.node ?? 'unknown';
export type Session = InferenceSession;
export type Feeds = InferenceSession.OnnxValueMapType;

/**
 * The most threads inside one operator: with any number up to it, a network gives the same bytes. onnxruntime divides
 * a product of matrices by rows and columns, which leaves every sum in its order. Only when there are more threads than
 * heads of attention does it divide the product of one head, whose sums it then blocks in another way: tiny Whispers
 * have six heads. docs/reproducibility.md has the measurements.
 */
export const mostThreads = 4;

/** A network that computes the same as another one, or a part of it. */
export interface Rewriting {
  /** Tells it from others of the same network. */
  readonly name: string;
  /**
   * @param bytes an ONNX model
   * @returns null: the network stays as it is
   * @throws Error when it is not what it should be
   */
  readonly write: (bytes: Uint8Array) => Uint8Array | null;
}

export interface SessionOptions {
  /** Threads inside one operator, of which `mostThreads` are used. */
  readonly threads: number;
  /**
   * Layers between QuantizeLinear and DequantizeLinear compute in int8, twice as fast. By default they compute in
   * float32, because of the quantized merged decoders.
   */
  readonly fuseQuantized?: boolean;
  /**
   * For a network that is given one token at a time. Factors stay in front of products instead of becoming part of them:
   * onnxruntime has a faster kernel for a single row, which it takes only for products without a factor.
   */
  readonly singleRows?: boolean;
  /** What is opened instead of the network in the file, made of its weights. */
  readonly rewriting?: Rewriting;
  /**
   * For a network in which sequences attend to themselves: long ones in the fused operator, see `withFlashAttention`, or
   * shorter ones head by head with the same numbers, see `withAttentionByHead`; undefined: as the network has it.
   */
  readonly attention?: 'fused' | 'by-head';
  /** For a network whose weights of few bits may be multiplied as integers; see `withInt8Products`. */
  readonly int8Products?: boolean;
  /** Where it is kept as it was optimized; undefined: nowhere. */
  readonly cache?: GraphCache;
}

/**
 * Opens a network on the CPU. Creating a session takes up to a second: do it once per process.
 *
 * Quantized merged decoders need `session.disable_quant_qdq` since onnxruntime 1.25 (microsoft/onnxruntime#28306):
 * without it the optimizer loses the scale of a weight that lives outside the If branch.
 * Spinning is off: waiting threads would keep processors from everything else on the machine.
 *
 * @throws ScribeError MODEL when the file is missing or damaged, or uses operators that this runtime lacks; so does a run
 *   of the session that fails.
 */
export async function openSession(path: string, options: SessionOptions): Promise<Session> {
  try {
    const { cache, fuseQuantized, singleRows, attention, int8Products, rewriting } = options;
    if (!cache)
      return namingFailures(await create(await readNetwork(path, options), optimizing(options)), path);
    const settings = {
      library: runtimeVersion,
      ...{ fuseQuantized, singleRows, attention, int8Products, rewriting: rewriting?.name },
    };
    const place = keptGraph(cache, path, settings);
    const session = (await openKept(place, options)) ?? (await openAndKeep(place, path, options));
    return namingFailures(session, path);
  } catch (cause) {
    throw failed('Opening', path, cause);
  }
}

/** A run fails when a network has other inputs or shapes than it should: its errors say which network that is. */
function namingFailures(session: Session, path: string): Session {
  const run = session.run.bind(session) as (...given: readonly unknown[]) => ReturnType<Session['run']>;
  session.run = async (...given: readonly unknown[]) => {
    try {
      return await run(...given);
    } catch (cause) {
      throw failed('Running', path, cause);
    }
  };
  return session;
}

function failed(what: 'Opening' | 'Running', path: string, cause: unknown): ScribeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ScribeError('MODEL', `${what} the network ${path} failed: ${reason}`, {
    hint: 'Run `scribe doctor` to check the installed models.',
    cause,
  });
}

/** Opens what an earlier session has optimized; null when there is nothing, or it is not what it should be. */
async function openKept(place: KeptGraph, options: SessionOptions): Promise<Session | null> {
  const kept = place.find();
  if (kept === null) return null;
  try {
    return await create(kept, asItIs(options));
  } catch {
    place.remove(kept);
    return null;
  }
}

/** Opens a network, and writes it down as it was optimized if there is room for it. */
async function openAndKeep(place: KeptGraph, path: string, options: SessionOptions): Promise<Session> {
  const network = await readNetwork(path, options);
  const written = place.begin();
  if (written === null) return create(network, optimizing(options));
  try {
    const session = await create(network, { ...optimizing(options, 'ORT'), optimizedModelFilePath: written });
    place.keep(written);
    return session;
  } catch {
    // The disk may be full, or the network one that cannot be written.
    place.remove(written);
    return create(network, optimizing(options));
  }
}

/** Bytes of the largest network that is rewritten for speed: it is in memory twice meanwhile. */
const largestRewritten = 512e6;

/** The path of a network, or its bytes if they have to be other ones here. One with external weights needs its path. */
async function readNetwork(
  path: string,
  { threads, attention, int8Products = false, rewriting }: SessionOptions,
): Promise<string | Uint8Array> {
  requireOwnData(path);
  const saturates = await int8Saturates();
  const rewrites = [
    ...(saturates && hasSignedWeights(path) ? [withUnsignedWeights] : []),
    ...(rewriting ? [rewriting.write] : []),
    ...(statSync(path).size <= largestRewritten
      ? [
          ...(attention === 'fused' ? [withFlashAttention] : []),
          // Threads that share the work of one head would form its sums in another order.
          ...(attention === 'by-head' && threads === 1 ? [withAttentionByHead] : []),
          ...(int8Products && !saturates ? [withInt8Products] : []),
        ]
      : []),
  ];
  if (rewrites.length === 0) return path;
  let bytes: Uint8Array | null = null;
  const given = await readFile(path);
  for (const rewrite of rewrites) bytes = rewrite(bytes ?? given) ?? bytes;
  return bytes ?? path;
}

// The library has one signature for a path, and another one for bytes.
const create = (network: string | Uint8Array, settings: InferenceSession.SessionOptions): Promise<Session> =>
  typeof network === 'string'
    ? InferenceSession.create(network, settings)
    : InferenceSession.create(network, settings);

function optimizing({ threads, fuseQuantized, singleRows }: SessionOptions, format?: 'ORT') {
  return {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    // Batches differ in length: an arena would keep the largest buffer of every shape it has seen.
    enableCpuMemArena: false,
    enableMemPattern: false,
    intraOpNumThreads: Math.min(threads, mostThreads),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      ...(singleRows && { optimization: { disable_specified_optimizers: 'MatMulScaleFusion' } }),
      session: {
        disable_quant_qdq: fuseQuantized ? '0' : '1',
        intra_op: { allow_spinning: '0' },
        ...(format && { save_model_format: format }),
      },
    },
  } satisfies InferenceSession.SessionOptions;
}

/** For a network that is optimized already: its weights stay in the file, of which all sessions share the memory. */
function asItIs(options: SessionOptions): InferenceSession.SessionOptions {
  const { extra, ...settings } = optimizing(options);
  const mapped = { use_memory_mapped_ort_model: '1', use_ort_model_bytes_for_initializers: '1' };
  return {
    ...settings,
    graphOptimizationLevel: 'disabled',
    extra: { ...extra, session: { ...extra.session, ...mapped } },
  };
}

/** Opens a small graph that is part of scribe's code. */
export function openGraph(bytes: Uint8Array, { threads }: SessionOptions): Promise<Session> {
  return InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: threads });
}

/** An ONNX model of one node: y = MatMulInteger(a, w), with a u8 [1, 4] and w s8 [4, 1] = 127, 127, 127, 127. */
const product =
  'CAg6XAoYCgFhCgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgVwcm9iZSoPCAQIARADQgF3SgR/f39/WhMKAWESDgoMCAISCAoCCAEKAggEYhMKAXkSDgoMCAYSCAoCCAEKAggBQgQKABAN';

let known: Promise<boolean> | undefined;

/**
 * Whether onnxruntime's kernels for this processor saturate u8 x s8 products: on x86 without VNNI the sum of two
 * products is limited to 16 bits, so that four times 255 * 127 is not 129,540. Tried out once per process.
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
