import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import { dot, normalize } from '../domain/vectors.js';
import type { PcmReader } from '../features/pcm.js';
import type { ClusterOptions, VoiceGroups, VoiceVectors } from './agglomerative-clustering.js';
import { clusterDefaults, clusterVoices, regroupVoices } from './cluster-voices.js';
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
  findPath,
  type ResegmentOptions,
  resegment,
  resegmentDefaults,
  type ScoredWindow,
  type SpeakerPath,
} from './resegment.js';
import type { Background, VoiceEmbedder } from './voice-embedder.js';

export interface DiarizeOptions {
  /** How many people speak, where that is known. */
  readonly speakers?: number;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  readonly windows?: Partial<VoiceWindowOptions>;
  readonly clustering?: Partial<ClusterOptions>;
  readonly turns?: Partial<ResegmentOptions>;
  /** How excerpts become vectors, [windows, dims]; by default one batch after the other, right here. */
  readonly embed?: (windows: readonly VoiceWindow[], background: Background) => Promise<Float32Array>;
  readonly signal?: AbortSignal;
  /** Called with the share of the excerpts that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** When two voices are one after all. */
export const twinDefaults = {
  /**
   * Cosine of voiceprints. Near microphones: halves of one voice .75 and more, two people .47 at the most. Far ones
   * leave no such gap (two people up to .84), so there two voices may become one.
   */
  likeness: 0.675,
  /** Seconds that both must have spoken: the voiceprint of less is no better than the short excerpts were. */
  minSpeech: 4,
};

/** How often voices and borders are found anew from each other. */
const refinements = 2;

export interface Diarization {
  /** S1, S2, ... in the order in which they first speak, with their spans on the recording's clock. */
  readonly clusters: readonly Cluster[];
}

/**
 * Who speaks when: excerpts inside speech are embedded and grouped into voices, then the borders between voices are
 * drawn hop by hop; then both again, with the voices taken from excerpts that lie within one turn.
 *
 * Times are on the clock of `pcm`; nothing but one minute of features and the vectors is held in memory.
 * @param speech where somebody speaks, sorted and disjoint; the more generous, the fewer soft words are lost
 */
export async function diarize(
  pcm: PcmReader,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  options: DiarizeOptions = {},
): Promise<Diarization> {
  const duration = pcm.samples / sampleRate;
  const windowing = { ...voiceWindowDefaults, ...options.windows };
  const windows = layWindows(speech, duration, windowing);
  const background = measureBackground(pcm, speech, embedder.fbank, windowing.background * framesPerSecond);
  const { signal, onProgress } = options;
  const vectors = options.embed
    ? await options.embed(windows, background)
    : await embedWindows(pcm, windows, embedder, { background, signal, onProgress });
  const excerpts = { vectors, dims: embedder.dims, spans: windows.map(windowSpan) };
  const clustering = {
    ...clusterDefaults,
    ...options.clustering,
    minSpeakers: options.speakers ?? options.minSpeakers ?? clusterDefaults.minSpeakers,
    maxSpeakers: options.speakers ?? options.maxSpeakers ?? clusterDefaults.maxSpeakers,
  };
  const turns = { ...resegmentDefaults, ...options.turns };

  let groups = clusterVoices(excerpts, clustering);
  let voices = meanVoices(excerpts, groups);
  let path = findPath(scoreExcerpts(excerpts, voices), groups.count, speech, duration, turns);
  // Excerpts that straddle a border no longer blur the voices, which may show that two of them are one.
  for (let pass = 0; pass < refinements; pass++) {
    groups = regroupVoices(excerpts, withinTurns(excerpts, path, groups.count, turns.hop), clustering);
    voices = meanVoices(excerpts, groups);
    path = findPath(scoreExcerpts(excerpts, voices), groups.count, speech, duration, turns);
  }
  let spans = resegment(path, groups.count, speech, turns);
  const taken = new Map<string, Float32Array>();
  let prints = await takeVoiceprints(pcm, spans, embedder, voices, taken);
  for (;;) {
    const twins = findTwins(spans, prints, clustering.minSpeakers);
    if (!twins) break;
    const labels = groups.labels.map((l) => (l === twins[1] ? twins[0] : l > twins[1] ? l - 1 : l));
    groups = { labels, count: groups.count - 1 };
    voices = meanVoices(excerpts, groups);
    path = findPath(scoreExcerpts(excerpts, voices), groups.count, speech, duration, turns);
    spans = resegment(path, groups.count, speech, turns);
    prints = await takeVoiceprints(pcm, spans, embedder, voices, taken);
  }
  return { clusters: nameClusters(spans, prints, embedder.model) };
}

/**
 * A voiceprint of every voice; where it says too little for one, the mean of its short excerpts.
 * @param taken voiceprints by what they were taken from: joining two voices leaves most of the others as they were
 */
async function takeVoiceprints(
  pcm: PcmReader,
  spans: readonly Span[][],
  embedder: VoiceEmbedder,
  voices: readonly Float32Array[],
  taken: Map<string, Float32Array>,
): Promise<Float32Array[]> {
  const prints: Float32Array[] = [];
  for (const [v, own] of spans.entries()) {
    const key = JSON.stringify(own);
    const print = taken.get(key) ?? (await embedSpeech(pcm, own, embedder));
    if (print) taken.set(key, print);
    prints.push(print ?? voices[v]);
  }
  return prints;
}

/** The two voices that are most alike, where both have said enough and are one person by their voiceprints. */
function findTwins(
  spans: readonly Span[][],
  prints: readonly Float32Array[],
  minSpeakers: number,
): readonly [number, number] | null {
  if (prints.length <= minSpeakers) return null;
  let best = twinDefaults.likeness;
  let twins: readonly [number, number] | null = null;
  for (let b = 1; b < prints.length; b++)
    for (let a = 0; a < b; a++) {
      const likeness = dot(prints[a], prints[b]);
      if (likeness < best) continue;
      if (Math.min(totalSeconds(spans[a]), totalSeconds(spans[b])) < twinDefaults.minSpeech) continue;
      best = likeness;
      twins = [a, b];
    }
  return twins;
}

/** Unit-length mean of the vectors of each group, [groups]. */
function meanVoices({ vectors, dims }: VoiceVectors, { labels, count }: VoiceGroups): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float32Array(dims));
  labels.forEach((label, i) => {
    if (label >= 0) for (let d = 0; d < dims; d++) sums[label][d] += vectors[i * dims + d];
  });
  return sums.map(normalize);
}

function scoreExcerpts(
  { vectors, dims, spans }: VoiceVectors,
  voices: readonly Float32Array[],
): ScoredWindow[] {
  return spans.map(({ start, end }, i) => {
    const vector = vectors.subarray(i * dims, (i + 1) * dims);
    return { start, end, scores: voices.map((voice) => dot(voice, vector)) };
  });
}

/** The voice of each excerpt over which the path does not change; -1 for those that straddle a border. */
function withinTurns({ spans }: VoiceVectors, path: SpeakerPath, count: number, hop: Seconds): VoiceGroups {
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

/** Voices that never speak are left out; the others are named in the order of their first words. */
function nameClusters(spans: readonly Span[][], voices: readonly Float32Array[], model: string): Cluster[] {
  return spans
    .map((own, voice) => ({ own, voice }))
    .filter(({ own }) => own.length > 0)
    .sort((a, b) => a.own[0].start - b.own[0].start)
    .map(({ own, voice }, i) => ({
      id: `S${i + 1}`,
      spans: own,
      centroid: { model, vector: voices[voice] },
    }));
}
