import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import { dot, normalize } from '../domain/vectors.js';
import type { PcmReader } from '../features/pcm.js';
import type { Clustering, WindowEmbeddings } from './agglomerative-clustering.js';
import { type ClusterOptions, clusterDefaults, clusterVoices, reclusterVoices } from './cluster-voices.js';
import { embedSpeech } from './embed-speech.js';
import {
  embedWindows,
  framesPerSecond,
  layWindows,
  measureBackground,
  type VoiceWindow,
  type VoiceWindowOptions,
  voiceWindowDefaults,
  windowSpan,
} from './embed-windows.js';
import {
  type ResegmentOptions,
  resegment,
  resegmentDefaults,
  type ScoredWindow,
  type SpeakerPath,
  spansOfPath,
} from './resegment.js';
import type { Background, VoiceEmbedder } from './voice-embedder.js';

export interface DiarizeOptions {
  /** How many people speak, if that is known. */
  readonly speakers?: number;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  readonly windows?: Partial<VoiceWindowOptions>;
  readonly clustering?: Partial<ClusterOptions>;
  readonly resegmentation?: Partial<ResegmentOptions>;
  /** Embeds windows, [windows, dims]; by default on this thread, one batch after the other. */
  readonly embed?: (windows: readonly VoiceWindow[], background: Background) => Promise<Float32Array>;
  readonly signal?: AbortSignal;
  /** Called with the share of the windows that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** When two clusters turn out to be one voice. */
const twinDefaults = {
  /**
   * Cosine similarity of their embeddings. Near microphones: halves of one voice .75 and more, two people .47 at the
   * most. Far ones leave no such gap (two people up to .84), so there two voices may become one.
   */
  similarity: 0.675,
  /** Seconds that both must have spoken: the embedding of less is no better than the windows were. */
  minSpeech: 4,
};

/** How often clusters and boundaries are computed anew from each other. */
const refinements = 2;

export interface Diarization {
  /** S1, S2, ... in the order in which they first speak, with their spans on the recording's clock. */
  readonly clusters: readonly Cluster[];
}

/**
 * Who speaks when: windows inside speech are embedded and clustered into voices, then the boundaries between voices
 * are found hop by hop; then both again, with the voices taken from windows that lie within one turn.
 *
 * Times are on the clock of `pcm`; memory holds the embeddings and no more than a minute of features.
 * @param speech when somebody speaks, sorted and disjoint; the more generous, the fewer soft words are lost
 */
export async function diarize(
  pcm: PcmReader,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  options: DiarizeOptions = {},
): Promise<Diarization> {
  const duration = pcm.samples / sampleRate;
  const windowing = { ...voiceWindowDefaults, ...options.windows };
  const clusterOptions = {
    ...clusterDefaults,
    ...options.clustering,
    minSpeakers: options.speakers ?? options.minSpeakers ?? clusterDefaults.minSpeakers,
    maxSpeakers: options.speakers ?? options.maxSpeakers ?? clusterDefaults.maxSpeakers,
  };
  const resegmentation = { ...resegmentDefaults, ...options.resegmentation };

  const windows = layWindows(speech, duration, windowing);
  const background = measureBackground(pcm, speech, embedder.fbank, windowing.background * framesPerSecond);
  const { signal, onProgress } = options;
  const vectors = options.embed
    ? await options.embed(windows, background)
    : await embedWindows(pcm, windows, embedder, { background, signal, onProgress });
  const input = { vectors, dims: embedder.dims, spans: windows.map(windowSpan) };

  const follow = (clustering: Clustering) => {
    const centroids = centroidsOf(input, clustering);
    const scored = scoreWindows(input, centroids);
    const path = resegment(scored, clustering.count, speech, duration, resegmentation);
    return { clustering, centroids, path };
  };
  let found = follow(clusterVoices(input, clusterOptions));
  // Windows that straddle a boundary no longer blur the voices, which may show that two of them are one.
  for (let pass = 0; pass < refinements; pass++) {
    const inTurns = withinTurns(input, found.path, found.clustering.count, resegmentation.hop);
    found = follow(reclusterVoices(input, inTurns, clusterOptions));
  }
  const known = new Map<string, Float32Array>();
  for (;;) {
    const spans = spansOfPath(found.path, found.clustering.count, speech, resegmentation);
    const embeddings = await embedVoices(pcm, spans, embedder, found.centroids, known);
    const twins = findTwins(spans, embeddings, clusterOptions.minSpeakers);
    if (!twins) return { clusters: nameClusters(spans, embeddings, embedder.model) };
    found = follow(mergeTwins(found.clustering, twins));
  }
}

/**
 * An embedding of every voice; the centroid of its windows if it says too little for one.
 * @param known embeddings by the spans that they are of: merging two voices leaves most of the others as they were
 */
async function embedVoices(
  pcm: PcmReader,
  spans: readonly Span[][],
  embedder: VoiceEmbedder,
  centroids: readonly Float32Array[],
  known: Map<string, Float32Array>,
): Promise<Float32Array[]> {
  const embeddings: Float32Array[] = [];
  for (const [voice, own] of spans.entries()) {
    const key = JSON.stringify(own);
    const embedding = known.get(key) ?? (await embedSpeech(pcm, own, embedder));
    if (embedding) known.set(key, embedding);
    embeddings.push(embedding ?? centroids[voice]);
  }
  return embeddings;
}

/** The two most similar voices, if both have said enough and are one person by their embeddings. */
function findTwins(
  spans: readonly Span[][],
  embeddings: readonly Float32Array[],
  minSpeakers: number,
): readonly [number, number] | null {
  if (embeddings.length <= minSpeakers) return null;
  let best = twinDefaults.similarity;
  let twins: readonly [number, number] | null = null;
  for (let b = 1; b < embeddings.length; b++)
    for (let a = 0; a < b; a++) {
      const similarity = dot(embeddings[a], embeddings[b]);
      if (similarity < best) continue;
      if (Math.min(totalSeconds(spans[a]), totalSeconds(spans[b])) < twinDefaults.minSpeech) continue;
      best = similarity;
      twins = [a, b];
    }
  return twins;
}

/** @param twins the lower number first. */
function mergeTwins({ labels, count }: Clustering, [a, b]: readonly [number, number]): Clustering {
  return {
    labels: labels.map((label) => (label === b ? a : label > b ? label - 1 : label)),
    count: count - 1,
  };
}

/** Unit-length mean of the vectors of each cluster, [clusters]. */
function centroidsOf({ vectors, dims }: WindowEmbeddings, { labels, count }: Clustering): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float32Array(dims));
  labels.forEach((label, i) => {
    if (label >= 0) for (let d = 0; d < dims; d++) sums[label][d] += vectors[i * dims + d];
  });
  return sums.map(normalize);
}

function scoreWindows(
  { vectors, dims, spans }: WindowEmbeddings,
  centroids: readonly Float32Array[],
): ScoredWindow[] {
  return spans.map(({ start, end }, i) => {
    const vector = vectors.subarray(i * dims, (i + 1) * dims);
    return { start, end, scores: centroids.map((centroid) => dot(centroid, vector)) };
  });
}

/** The voice of each window over which the path does not change; -1 for those that straddle a boundary. */
function withinTurns(
  { spans }: WindowEmbeddings,
  path: SpeakerPath,
  count: number,
  hop: Seconds,
): Clustering {
  const labels = Int32Array.from(spans, ({ start, end }) => {
    let voice = -1;
    const last = Math.min(path.voices.length, Math.floor(end / hop));
    for (let t = Math.floor(start / hop); t < last; t++) {
      if (!path.speech[t]) continue;
      if (voice >= 0 && path.voices[t] !== voice) return -1;
      voice = path.voices[t];
    }
    return voice;
  });
  return { labels, count };
}

/** Voices that never speak are dropped; the others are named in the order in which they first speak. */
function nameClusters(
  spans: readonly Span[][],
  embeddings: readonly Float32Array[],
  model: string,
): Cluster[] {
  return spans
    .map((own, voice) => ({ own, voice }))
    .filter(({ own }) => own.length > 0)
    .sort((a, b) => a.own[0].start - b.own[0].start)
    .map(({ own, voice }, i) => ({
      id: `S${i + 1}`,
      spans: own,
      centroid: { model, vector: embeddings[voice] },
    }));
}
