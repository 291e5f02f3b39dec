import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import type { Seconds, Span } from '../domain/time.js';
import type { PcmReader } from '../signal/pcm.js';
import { type ClusterOptions, clusterDefaults, clusterVoices, dot } from './cluster-voices.js';
import {
  type DrawTurnsOptions,
  drawTurns,
  drawTurnsDefaults,
  findPath,
  type SpeakerPath,
} from './draw-turns.js';
import { normalize, type VoiceEmbedder } from './embed-voice.js';
import {
  embedWindows,
  layWindows,
  type VoiceWindow,
  type VoiceWindowOptions,
  voiceWindowDefaults,
  windowSpan,
} from './voice-windows.js';

export interface DiarizeOptions {
  /** How many people speak, where that is known. */
  readonly speakers?: number;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  readonly windows?: Partial<VoiceWindowOptions>;
  readonly clustering?: Partial<ClusterOptions>;
  readonly turns?: Partial<DrawTurnsOptions>;
  readonly signal?: AbortSignal;
  /** Called with the share of the excerpts that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface Diarization {
  /** S1, S2, ... in the order in which they first speak, with their spans on the recording's clock. */
  readonly clusters: readonly Cluster[];
}

/**
 * Who speaks when: excerpts inside speech are embedded and grouped into voices, then the borders between voices are
 * drawn hop by hop, twice, the second time with voices taken from the excerpts that lie within one turn.
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
  const windows = layWindows(speech, duration, { ...voiceWindowDefaults, ...options.windows });
  const vectors = await embedWindows(pcm, windows, embedder, options);
  const clustering = {
    ...clusterDefaults,
    ...options.clustering,
    minSpeakers: options.speakers ?? options.minSpeakers ?? clusterDefaults.minSpeakers,
    maxSpeakers: options.speakers ?? options.maxSpeakers ?? clusterDefaults.maxSpeakers,
  };
  const groups = clusterVoices(vectors, embedder.dims, clustering);
  const turns = { ...drawTurnsDefaults, ...options.turns };

  let labels = groups.labels;
  let voices: Float32Array[] = [];
  let path: SpeakerPath | undefined;
  for (let pass = 0; pass < 2; pass++) {
    voices = meanVoices(vectors, embedder.dims, labels, groups.count, voices);
    path = findPath(scoreWindows(windows, vectors, voices), groups.count, speech, duration, turns);
    labels = pureLabels(windows, path, turns.hop);
  }
  voices = meanVoices(vectors, embedder.dims, labels, groups.count, voices);
  const spans = path ? drawTurns(path, groups.count, speech, turns) : [];
  return { clusters: nameClusters(spans, voices, embedder.model) };
}

/** Unit-length mean of the vectors of each label; a label without vectors keeps its voice of before. */
function meanVoices(
  vectors: Float32Array,
  dims: number,
  labels: Int32Array,
  count: number,
  before: readonly Float32Array[],
): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float32Array(dims));
  const seen = new Uint8Array(count);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label < 0) continue;
    seen[label] = 1;
    for (let d = 0; d < dims; d++) sums[label][d] += vectors[i * dims + d];
  }
  return sums.map((sum, v) => (seen[v] || !before[v] ? normalize(sum) : before[v]));
}

function scoreWindows(
  windows: readonly VoiceWindow[],
  vectors: Float32Array,
  voices: readonly Float32Array[],
) {
  return windows.map((window, i) => ({
    ...windowSpan(window),
    scores: voices.map((voice) => dot(voice, vectors.subarray(i * voice.length, (i + 1) * voice.length))),
  }));
}

/** The voice of each excerpt over which the path does not change; -1 for those that straddle a border. */
function pureLabels(windows: readonly VoiceWindow[], path: SpeakerPath, hop: Seconds): Int32Array {
  return Int32Array.from(windows, (window) => {
    const { start, end } = windowSpan(window);
    let voice = -1;
    const last = Math.min(path.voices.length, Math.floor(end / hop));
    for (let t = Math.floor(start / hop); t < last; t++) {
      if (!path.speech[t]) continue;
      if (voice >= 0 && path.voices[t] !== voice) return -1;
      voice = path.voices[t];
    }
    return voice;
  });
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
