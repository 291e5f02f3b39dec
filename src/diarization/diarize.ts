import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import type { Seconds, Span } from '../domain/time.js';
import { dot } from '../domain/vectors.js';
import { fbankHop } from '../features/fbank.js';
import type { PcmReader } from '../features/pcm.js';
import type { Segmenter } from '../segmentation/segmenter.js';
import {
  type ClusterOptions,
  centroidsOf,
  clusterDefaults,
  clusterVoices,
  type EmbeddedPiece,
} from './cluster-voices.js';
import { cutPieces, type FrameRange, type VoicePiece } from './cut-pieces.js';
import type { PieceFrames } from './embed-pieces.js';
import { findActive, followSpeakers, type SegmentedRecording } from './follow-speakers.js';
import { resegment } from './resegment.js';

/** The networks that a diarization asks, wherever they run. */
export interface DiarizationNetworks {
  readonly segmenter: Pick<Segmenter, 'window' | 'frames' | 'firstFrame' | 'hop' | 'speakers'>;
  /**
   * @param starts the first sample of each window
   * @returns probability that each local speaker speaks, in 255ths, [windows, frames, speakers]
   */
  readonly segment: (starts: readonly number[]) => Promise<Uint8Array>;
  readonly embedder: { readonly model: string; readonly dims: number };
  /** @returns unit vectors, [pieces, dims] */
  readonly embed: (pieces: readonly PieceFrames[]) => Promise<Float32Array>;
}

export interface DiarizeOptions {
  /** How many people speak, if that is known. */
  readonly speakers?: number;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  readonly clustering?: Partial<ClusterOptions>;
  /** Sorted and disjoint: what is heard outside of these spans is not of this recording's people. */
  readonly within?: readonly Span[];
}

/** Chosen on the recordings and conversations of docs/accuracy.md. */
const diarizeDefaults = {
  /** From one window to the next: a moment is heard by four. At 3.915 and 4.995 small voices of conversations of five or seven are lost. */
  step: 2.565,
  /** A pause of one person that does not end a turn. */
  pause: 0.1,
  minTurn: 0.1,
  /** Longer turns are cut into pieces of this length at least. */
  minPiece: 1.5,
  /** Speech alone without which a piece is not embedded, ... */
  minEmbedded: 0.3,
  /** ... and with which it may be the beginning of a cluster. */
  minFounder: 1,
  pad: 0.05,
  fill: 0.3,
  reach: 1.27,
} as const satisfies Record<string, Seconds>;

/** What the other pieces of a chain say about the voice of one that is too short to be sure, as a cosine similarity. */
const chainBias = 0.15;
/** Pieces of a chain that are further apart say nothing about each other. */
const chainReach: Seconds = 30;

export interface Diarization {
  /** S1, S2, ... in the order in which they first speak, with their spans on the recording's clock. */
  readonly clusters: readonly Cluster[];
  /** Clusters that said too little to be people; their words went to others. */
  readonly ghosts: number;
}

/**
 * Who speaks when. A segmentation network says who of its local speakers is active in overlapping windows; these are
 * followed from window to window and cut into turns and pieces of turns. Each piece is embedded once, from where the
 * person is alone; clusters of embeddings are voices; and every frame goes to the voices that are active in it.
 *
 * Times are on the clock of `pcm`.
 * @param speech when somebody may speak, sorted and disjoint; the more generous, the fewer soft words are lost. It is
 *   asked for in the end, when everything is heard
 */
export async function diarize(
  pcm: Pick<PcmReader, 'samples'>,
  speech: readonly Span[] | (() => Promise<readonly Span[]>),
  { segmenter, segment, embedder, embed }: DiarizationNetworks,
  options: DiarizeOptions = {},
): Promise<Diarization> {
  const { hop, firstFrame } = segmenter;
  const toFrames = (seconds: Seconds) => Math.round((seconds * sampleRate) / hop);
  const frameAt = (seconds: Seconds) =>
    Math.max(0, Math.round((seconds * sampleRate - firstFrame) / hop + 0.5));
  const toRange = ({ start, end }: Span) => ({ from: frameAt(start), to: frameAt(end) });
  const secondsAt = (frame: number) => (firstFrame + hop * (frame - 0.5)) / sampleRate;
  const duration = pcm.samples / sampleRate;
  const toSpan = ({ from, to }: FrameRange) => ({
    start: Math.max(0, secondsAt(from)),
    end: Math.min(duration, secondsAt(to)),
  });

  const recording = await segmentRecording(pcm.samples, segmenter, segment);
  const chains = followSpeakers(recording);
  const limits = options.within?.map(toRange);
  const active = findActive(recording, chains, limits);
  const pieces = cutPieces(chains, active, {
    pause: toFrames(diarizeDefaults.pause),
    minTurn: toFrames(diarizeDefaults.minTurn),
    minPiece: toFrames(diarizeDefaults.minPiece),
  });

  const toFeatures = ({ from, to }: FrameRange): FrameRange => ({
    from: Math.max(0, Math.round((secondsAt(from) * sampleRate) / fbankHop)),
    to: Math.round((secondsAt(to) * sampleRate) / fbankHop),
  });
  const aloneFor = (seconds: Seconds) => (p: VoicePiece) => p.aloneFrames >= toFrames(seconds);
  const embedded = pieces.filter(aloneFor(diarizeDefaults.minEmbedded));
  const vectors = await embed(embedded.map(({ alone }) => alone.map(toFeatures)));
  const { dims } = embedder;
  const vectorOf = new Map(embedded.map((p, i) => [p, vectors.subarray(i * dims, (i + 1) * dims)]));

  const long = embedded.filter(aloneFor(diarizeDefaults.minFounder));
  const founders = long.length > 0 ? long : embedded;
  const known: EmbeddedPiece[] = founders.map((p) => ({
    vector: vectorOf.get(p) as Float32Array,
    seconds: (p.aloneFrames * hop) / sampleRate,
    turn: p.turn,
  }));
  const clustering = clusterVoices(known, {
    ...clusterDefaults,
    ...options.clustering,
    minSpeakers: options.speakers ?? options.minSpeakers ?? clusterDefaults.minSpeakers,
    maxSpeakers: options.speakers ?? options.maxSpeakers ?? clusterDefaults.maxSpeakers,
  });
  if (clustering.count === 0) return { clusters: [], ghosts: 0 };
  const centroids = centroidsOf(known, clustering);
  const labels = new Map(founders.map((p, i) => [p, clustering.labels[i]]));
  const votes = createVotes(founders, clustering.labels, clustering.count, toFrames(chainReach));
  const voices = pieces.map((p) => {
    const label = labels.get(p) ?? -1;
    if (label >= 0) return label;
    const vector = vectorOf.get(p);
    // The less there is of a voice, the less its embedding says.
    const weight = Math.min(1, (p.aloneFrames * hop) / sampleRate / diarizeDefaults.minFounder);
    const share = votes(p);
    const score = (voice: number) =>
      (vector ? weight * dot(vector, centroids[voice]) : 0) + chainBias * share[voice];
    return centroids.reduce((best, _, voice) => (score(voice) > score(best) ? voice : best), 0);
  });
  const ranges = resegment(
    chains,
    active,
    pieces,
    voices,
    clustering.count,
    (typeof speech === 'function' ? await speech() : speech).map(toRange),
    recording.frames,
    {
      pad: toFrames(diarizeDefaults.pad),
      fill: toFrames(diarizeDefaults.fill),
      reach: toFrames(diarizeDefaults.reach),
    },
  );
  const clusters = ranges
    .map(({ speaks, fainter }, voice) => ({
      spans: speaks.map(toSpan),
      fainter: fainter.map(toSpan),
      centroid: { model: embedder.model, vector: centroids[voice] },
    }))
    .filter(({ spans }) => spans.length > 0)
    .sort((a, b) => a.spans[0].start - b.spans[0].start)
    .map((cluster, i) => ({ id: `S${i + 1}`, ...cluster }));
  return { clusters, ghosts: clustering.ghosts };
}

/** Lays windows over the whole recording; the last one reaches past its end. */
async function segmentRecording(
  samples: number,
  { window, frames, firstFrame, hop, speakers }: DiarizationNetworks['segmenter'],
  segment: DiarizationNetworks['segment'],
): Promise<SegmentedRecording> {
  const step = Math.round((diarizeDefaults.step * sampleRate) / hop);
  const windows = 1 + Math.max(0, Math.ceil((samples - window) / (step * hop)));
  const starts = Array.from({ length: windows }, (_, w) => w * step * hop);
  const total = Math.max(0, Math.ceil((samples - firstFrame) / hop));
  return { activity: await segment(starts), windows, window: frames, step, speakers, frames: total };
}

/** What the founders of the same chain say about the voice of a piece: shares that add up to 1, or zeros. */
function createVotes(
  founders: readonly VoicePiece[],
  labels: Int32Array,
  voices: number,
  reach: number,
): (piece: VoicePiece) => Float64Array {
  const byChain = new Map<number, number[]>();
  for (const [i, { chain }] of founders.entries()) {
    if (labels[i] < 0) continue;
    const own = byChain.get(chain);
    if (own) own.push(i);
    else byChain.set(chain, [i]);
  }
  return (piece) => {
    const shares = new Float64Array(voices);
    let all = 0;
    for (const i of byChain.get(piece.chain) ?? []) {
      const { from, to } = founders[i];
      if (Math.max(from, piece.from) - Math.min(to, piece.to) >= reach) continue;
      shares[labels[i]] += to - from;
      all += to - from;
    }
    return all > 0 ? shares.map((share) => share / all) : shares;
  };
}
