import { ScribeError } from '../errors.js';
import { createNemoFrame, nemoMelFrames } from '../features/nemo-mel.js';
import type { PcmReader } from '../features/pcm.js';
import { sizeOf } from '../onnx/graph-sizes.js';
import { type Session, Tensor } from '../onnx/session.js';
import type { ActivityNetwork } from './activity-network.js';
import { type CachePolicy, emptySpeakerCache, remembered, updateSpeakerCache } from './speaker-cache.js';

/** Sizes of the network and how it goes through a recording. Rows are of 80 ms. */
export interface NemotronLayout extends CachePolicy {
  readonly speakers: number;
  /** Mel bands. */
  readonly bins: number;
  /** Numbers of an embedding. */
  readonly hidden: number;
  /** Rows that a step answers for, ... */
  readonly chunkLength: number;
  /** ... and those after them that it may look at. */
  readonly rightContext: number;
}

/** What NVIDIA's model card calls offline: 27 s at a time, with 3 s of what follows. */
export const nemotronDefaults: NemotronLayout = {
  speakers: 8,
  bins: 128,
  hidden: 512,
  chunkLength: 340,
  rightContext: 40,
  fifoLength: 40,
  updatePeriod: 300,
  cacheLength: 264,
  silencePerSpeaker: 1,
  scoreThreshold: 0.25,
  latestBoost: 0.05,
  strongRate: 0.75,
  weakRate: 1.5,
  minPositiveRate: 0.5,
};

/** Frames of 10 ms, of features and of answers, that make one row. */
const framesPerRow = 8;

/**
 * NVIDIA's Nemotron-3-Diarization (onnx-community/Nemotron-3-Diarization-ONNX), a streaming Sortformer (Medennikov et
 * al., 2025): it hears a chunk at a time and is reminded of who is who by rows that it has heard before.
 *
 * `input_features` f32 [1, T, 128], `cached_embeds` f32 [1, C, 512], `attention_mask` i64 [1, C + T / 8], all of it 1,
 * -> `logits` f32 [1, 8 C + T, 8], `chunk_embeds` f32 [1, T / 8, 512], `silence_embeds` f32 [512]. Memory does not grow
 * with the recording. The caller closes the session.
 *
 * @throws ScribeError MODEL when the graph is another one.
 */
export function createNemotronDiarizer(
  session: Session,
  model: string,
  layout: NemotronLayout = nemotronDefaults,
): ActivityNetwork {
  const { speakers, bins, hidden, chunkLength, rightContext } = layout;
  requireLayout(session, model, layout);

  /** One run, with the answers as probabilities. */
  async function step(features: Float32Array, cached: Float32Array) {
    const frames = features.length / bins;
    const before = cached.length / hidden;
    const rows = before + frames / framesPerRow;
    const { logits, chunk_embeds, silence_embeds } = await session.run({
      input_features: new Tensor('float32', features, [1, frames, bins]),
      cached_embeds: new Tensor('float32', cached, [1, before, hidden]),
      // Rows that were padded and masked would be silently wrong: there are none.
      attention_mask: new Tensor('int64', new BigInt64Array(rows).fill(1n), [1, rows]),
    });
    return {
      probabilities: (logits.data as Float32Array).map((logit) => 1 / (1 + Math.exp(-logit))),
      embeddings: chunk_embeds.data as Float32Array,
      silence: silence_embeds.data as Float32Array,
    };
  }

  return {
    model,
    speakers,
    step: 1 / nemoMelFrames.perSecond,
    async *listen(pcm, signal) {
      const readFeatures = createFeatureReader(pcm, bins);
      const frames = Math.floor(pcm.samples / nemoMelFrames.hop);
      const rows = Math.ceil(frames / framesPerRow);
      let memory = emptySpeakerCache;
      for (let start = 0; start < rows; start += chunkLength) {
        signal?.throwIfAborted();
        const end = Math.min(rows, start + chunkLength);
        const seen = Math.min(rows, end + rightContext);
        const features = readFeatures(start * framesPerRow, (seen - start) * framesPerRow);
        const cached = remembered(memory);
        const { probabilities, embeddings, silence } = await step(features, cached);
        const activity = meanOfRows(probabilities, speakers);
        const chunk = embeddings.subarray(0, (end - start) * hidden);
        memory = updateSpeakerCache(memory, { activity, chunk, silence }, speakers, layout);
        const first = (cached.length / hidden) * framesPerRow;
        const answered = Math.min(frames, end * framesPerRow) - start * framesPerRow;
        yield probabilities.slice(first * speakers, (first + answered) * speakers);
      }
    },
  };
}

/** Mean over each row's frames. @param probabilities [8 rows, speakers] @returns [rows, speakers] */
function meanOfRows(probabilities: Float32Array, speakers: number): Float32Array {
  const size = framesPerRow * speakers;
  const means = new Float32Array(probabilities.length / framesPerRow);
  for (let i = 0; i < means.length; i++) {
    const from = Math.floor(i / speakers) * size + (i % speakers);
    let sum = 0;
    for (let f = 0; f < framesPerRow; f++) sum += probabilities[from + f * speakers];
    means[i] = sum / framesPerRow;
  }
  return means;
}

/**
 * Features of the frames [first, first + count) of a recording, [count, bins], as if they were computed of all of it at
 * once. Frames past its last whole hop are zeros.
 */
function createFeatureReader(pcm: PcmReader, bins: number): (first: number, count: number) => Float32Array {
  const { hop, size } = nemoMelFrames;
  const computeFrame = createNemoFrame(bins);
  const total = Math.floor(pcm.samples / hop);
  return (first, count) => {
    const features = new Float32Array(count * bins);
    const present = Math.min(count, total - first);
    // A frame reaches half its length to both sides, and pre-emphasis one sample further back.
    const from = first * hop - size / 2 - 1;
    const to = Math.min(pcm.samples, (first + present - 1) * hop + size / 2);
    const samples = new Float32Array(to - from);
    pcm.read(from, samples);
    for (let f = 0; f < present; f++) features.set(computeFrame(samples, f * hop + 1), f * bins);
    return features;
  };
}

function requireLayout(session: Session, model: string, { speakers, bins, hidden }: NemotronLayout): void {
  const expected = [
    ['input_features', 2, bins],
    ['cached_embeds', 2, hidden],
    ['attention_mask', 1, null],
    ['logits', 2, speakers],
    ['chunk_embeds', 2, hidden],
    ['silence_embeds', 0, hidden],
  ] as const;
  const names = [...session.inputNames, ...session.outputNames];
  const problems = expected.flatMap(([name, axis, size]) => {
    if (!names.includes(name)) return [`it has no ${name}`];
    const found = sizeOf(session, name, axis);
    return size === null || found === null || found === size
      ? []
      : [`${name} has ${found} numbers in a row, not ${size}`];
  });
  if (problems.length > 0)
    throw new ScribeError('MODEL', `Loading the diarization model ${model} failed: ${problems.join('; ')}.`, {
      hint: 'Run `scribe models verify`, or choose another one with `--segmentation-model`.',
    });
}
