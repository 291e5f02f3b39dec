import { type CompressionPolicy, compressCache, type ScoredRows } from './compress-cache.js';

/** How rows pass from the queue to the cache. */
export interface CachePolicy extends CompressionPolicy {
  /** Rows that stay in the queue. */
  readonly fifoLength: number;
  /** How many leave a queue that has become too long, at least. */
  readonly updatePeriod: number;
}

/** What a streaming network is reminded of at every step: the cache, then the queue. */
export interface SpeakerCache {
  /** Rows that show who is who, and how probable each speaker was in them; empty at first. */
  readonly cache: ScoredRows;
  /** Whether the cache was ever compressed: its rows are then out of order, and their probabilities as they were. */
  readonly compressed: boolean;
  /** Embeddings of the latest rows, [queued, hidden]. */
  readonly fifo: Float32Array;
}

/** One run of the network. */
export interface CacheStep {
  /** How probable each speaker is, [cache + queue + chunk and what follows it, speakers]. */
  readonly activity: Float32Array;
  /** Embeddings of the chunk, [chunk, hidden], without those of what follows it: they come again with the next step. */
  readonly chunk: Float32Array;
  /** Embedding of silence, [hidden]. */
  readonly silence: Float32Array;
}

export const emptySpeakerCache: SpeakerCache = {
  cache: { embeddings: new Float32Array(0), activity: new Float32Array(0) },
  compressed: false,
  fifo: new Float32Array(0),
};

/** The rows that the next step begins with, [cache + queue, hidden]. */
export const remembered = ({ cache, fifo }: SpeakerCache): Float32Array => join(cache.embeddings, fifo);

/**
 * What is remembered after a step: the chunk joins the queue; when that has more than `fifoLength` rows, its oldest go
 * to the cache; and when that is full, it is compressed (`Nemotron3DiarizationSpeakerCache.update` in Hugging Face
 * transformers). Pure.
 *
 * @param speakers how many the network tells apart
 */
export function updateSpeakerCache(
  { cache, compressed, fifo }: SpeakerCache,
  step: CacheStep,
  speakers: number,
  policy: CachePolicy,
): SpeakerCache {
  const hidden = step.silence.length;
  const queue = join(fifo, step.chunk);
  const queued = queue.length / hidden;
  if (queued <= policy.fifoLength) return { cache, compressed, fifo: queue };

  const popped = Math.min(queued, Math.max(policy.updatePeriod, queued - policy.fifoLength));
  const cached = cache.embeddings.length / hidden;
  // Rows that are still in order are judged anew by every step.
  const before = compressed ? cache.activity : step.activity.slice(0, cached * speakers);
  const grown = {
    embeddings: join(cache.embeddings, queue.subarray(0, popped * hidden)),
    activity: join(before, step.activity.subarray(cached * speakers, (cached + popped) * speakers)),
  };
  const full = cached + popped > policy.cacheLength;
  return {
    cache: full ? compressCache(grown, speakers, step.silence, policy) : grown,
    compressed: compressed || full,
    fifo: queue.slice(popped * hidden),
  };
}

function join(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
