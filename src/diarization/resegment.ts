import type { FrameRange, VoicePiece } from './cut-pieces.js';
import type { ActiveChains, SpeakerChain } from './follow-speakers.js';

export interface ResegmentOptions {
  /** Frames that the detector's speech and the turns are widened by on both sides. */
  readonly pad: number;
  /** Frames of a pause in speech that belongs to it. */
  readonly fill: number;
  /** Frames around a turn in which speech that no network gives to anybody is still taken for that of a person. */
  readonly reach: number;
}

/** Sorted, disjoint ranges of frames of one voice. */
export interface VoiceFrames {
  readonly speaks: readonly FrameRange[];
  /** Those in which another voice is stronger. */
  readonly fainter: readonly FrameRange[];
}

/**
 * Who speaks when, frame by frame: a chain's frames go to the voice of the nearest of its pieces; of several chains
 * with one voice the strongest counts, and of several voices the strongest two. Speech of the detector that no chain
 * has, soft beginnings and ends as a rule, goes to the voice next to it. Pure.
 *
 * @param pieces sorted by their first frame
 * @param voices voice of each piece
 * @param speech where the detector hears speech, in frames; sorted and disjoint
 * @param frames of the recording
 * @returns the frames of each voice, [count]
 */
export function resegment(
  chains: readonly SpeakerChain[],
  { speaks }: ActiveChains,
  pieces: readonly VoicePiece[],
  voices: ArrayLike<number>,
  count: number,
  speech: readonly FrameRange[],
  frames: number,
  options: ResegmentOptions,
): VoiceFrames[] {
  const strongest = pickStrongest(chains, speaks, pieces, voices, frames);
  widen(strongest.first, speech, options);
  const leading = rangesOf(strongest.first, count);
  const fainter = rangesOf(strongest.second, count);
  return leading.map((own, voice) => ({
    speaks: joinRanges([...own, ...fainter[voice]]),
    fainter: fainter[voice],
  }));
}

/** The frames of each voice as ranges, [count]. */
function rangesOf(voices: Int16Array, count: number): FrameRange[][] {
  const ranges = Array.from({ length: count }, (): { from: number; to: number }[] => []);
  for (const [t, voice] of voices.entries()) {
    if (voice < 0) continue;
    const last = ranges[voice].at(-1);
    if (last && last.to === t) last.to = t + 1;
    else ranges[voice].push({ from: t, to: t + 1 });
  }
  return ranges;
}

interface Strongest {
  /** The voice that is the most active in each frame, [frames]; -1: nobody. */
  readonly first: Int16Array;
  /** The one that is the most active besides. */
  readonly second: Int16Array;
}

function pickStrongest(
  chains: readonly SpeakerChain[],
  speaks: readonly Uint8Array[],
  pieces: readonly VoicePiece[],
  voices: ArrayLike<number>,
  frames: number,
): Strongest {
  const first = new Int16Array(frames).fill(-1);
  const second = new Int16Array(frames).fill(-1);
  const most = new Uint16Array(frames);
  const next = new Uint16Array(frames);
  const byChain = new Map<number, number[]>();
  for (const [p, { chain }] of pieces.entries()) {
    const own = byChain.get(chain);
    if (own) own.push(p);
    else byChain.set(chain, [p]);
  }
  for (const [c, own] of byChain) {
    const chain = chains[c];
    for (const [i, p] of own.entries()) {
      const before = i === 0 ? null : pieces[own[i - 1]];
      const after = i === own.length - 1 ? null : pieces[own[i + 1]];
      const from = before ? Math.ceil((before.to + pieces[p].from) / 2) : chain.first;
      const to = after ? Math.ceil((pieces[p].to + after.from) / 2) : chain.first + chain.activity.length;
      const voice = voices[p];
      for (let t = from; t < to; t++) {
        if (!speaks[c][t - chain.first]) continue;
        const strength = chain.activity[t - chain.first];
        if (voice === first[t]) most[t] = Math.max(most[t], strength);
        else if (strength > most[t]) {
          second[t] = first[t];
          next[t] = most[t];
          first[t] = voice;
          most[t] = strength;
        } else if (strength > next[t]) {
          second[t] = voice;
          next[t] = strength;
        }
      }
    }
  }
  return { first, second };
}

/** Gives speech that nobody has to the nearest voice in time, in place. */
function widen(
  first: Int16Array,
  speech: readonly FrameRange[],
  { pad, fill, reach }: ResegmentOptions,
): void {
  const frames = first.length;
  const heard = new Uint8Array(frames);
  for (const { from, to } of speech) heard.fill(1, from, Math.min(frames, to));
  for (let t = 0; t < frames; t++) if (first[t] >= 0) heard[t] = 1;
  const spans: { from: number; to: number }[] = [];
  for (let t = 0; t < frames; t++) {
    if (!heard[t]) continue;
    const last = spans.at(-1);
    if (last && t - last.to <= fill) last.to = t + 1;
    else spans.push({ from: t, to: t + 1 });
  }
  /** The last frame before, and the first one after, that a voice has. */
  const near = nearestOwned(first);
  const owned = first.slice();
  for (const span of spans) {
    const from = Math.max(0, span.from - pad);
    const to = Math.min(frames, span.to + pad);
    const touches = owned
      .subarray(Math.max(0, from - reach), Math.min(frames, to + reach))
      .some((v) => v >= 0);
    if (!touches) continue;
    for (let t = from; t < to; t++) if (first[t] < 0) first[t] = owned[near[t]];
  }
}

/** For each frame the nearest one that a voice has, the earlier of two; -1 without any. */
function nearestOwned(first: Int16Array): Int32Array {
  const near = new Int32Array(first.length).fill(-1);
  let last = -1;
  for (let t = 0; t < first.length; t++) {
    if (first[t] >= 0) last = t;
    near[t] = last;
  }
  let next = -1;
  for (let t = first.length - 1; t >= 0; t--) {
    if (first[t] >= 0) next = t;
    if (next >= 0 && (near[t] < 0 || next - t < t - near[t])) near[t] = next;
  }
  return near;
}

/** Sorted and disjoint. A voice has a frame once, as the first or as the second. */
function joinRanges(ranges: readonly FrameRange[]): FrameRange[] {
  const joined: { from: number; to: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else joined.push({ ...range });
  }
  return joined;
}
