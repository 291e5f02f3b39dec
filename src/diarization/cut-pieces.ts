import type { ActiveChains, SpeakerChain } from './follow-speakers.js';

/** Half-open range of frames. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** What one person says without a break, or a part of it that is long enough to know a voice by. Frames are the recording's. */
export interface VoicePiece extends FrameRange {
  readonly chain: number;
  /** Pieces of one uninterrupted turn share it. */
  readonly turn: number;
  /** Where nobody else speaks. */
  readonly alone: readonly FrameRange[];
  /** Frames of `alone`. */
  readonly aloneFrames: number;
}

export interface PieceOptions {
  /** Frames of a pause that does not end a turn. */
  readonly pause: number;
  /** Frames of the shortest turn. */
  readonly minTurn: number;
  /** Frames of the shortest piece of a longer turn. */
  readonly minPiece: number;
}

/** Frames around a moment whose mean says how quiet it is. */
const reach = 4;

/**
 * Cuts what each chain says into turns, where it is silent, and long turns into pieces, where it is least active: the
 * network may take two people for one who speak after each other, and each piece is asked anew whose voice it is. Pure.
 *
 * @returns sorted by their first frame
 */
export function cutPieces(
  chains: readonly SpeakerChain[],
  { speaks, together }: ActiveChains,
  { pause, minTurn, minPiece }: PieceOptions,
): VoicePiece[] {
  const pieces: VoicePiece[] = [];
  let turn = 0;
  for (const [c, chain] of chains.entries()) {
    const own = speaks[c];
    for (const range of findRuns(own, pause)) {
      if (range.to - range.from < minTurn) continue;
      for (const { from, to } of cutLong(chain, range, minPiece)) {
        const alone = findRuns(own, 0, from, to, (f) => together[chain.first + f] === 1).map((r) => ({
          from: chain.first + r.from,
          to: chain.first + r.to,
        }));
        const aloneFrames = alone.reduce((sum, r) => sum + r.to - r.from, 0);
        pieces.push({ chain: c, turn, from: chain.first + from, to: chain.first + to, alone, aloneFrames });
      }
      turn++;
    }
  }
  return pieces.sort((a, b) => a.from - b.from || a.chain - b.chain);
}

/** Runs of frames that are set, over pauses of up to `pause` frames. */
function findRuns(
  set: Uint8Array,
  pause: number,
  from = 0,
  to = set.length,
  also: (frame: number) => boolean = () => true,
): FrameRange[] {
  const runs: { from: number; to: number }[] = [];
  for (let f = from; f < to; f++) {
    if (!set[f] || !also(f)) continue;
    const last = runs.at(-1);
    if (last && f - last.to <= pause) last.to = f + 1;
    else runs.push({ from: f, to: f + 1 });
  }
  return runs;
}

/** Halves a turn at its quietest moment, again and again, as long as both halves have `minPiece` frames. */
function cutLong(chain: SpeakerChain, turn: FrameRange, minPiece: number): FrameRange[] {
  const { from, to } = turn;
  if (to - from < 2 * minPiece) return [turn];
  const level = (f: number) => chain.activity[f] / Math.max(1, chain.windows[f]);
  let quietest = from + minPiece;
  let least = Number.POSITIVE_INFINITY;
  for (let f = from + minPiece; f <= to - minPiece; f++) {
    let sum = 0;
    for (let k = f - reach; k <= f + reach; k++) sum += level(Math.max(from, Math.min(to - 1, k)));
    if (sum >= least) continue;
    least = sum;
    quietest = f;
  }
  return [
    ...cutLong(chain, { from, to: quietest }, minPiece),
    ...cutLong(chain, { from: quietest, to }, minPiece),
  ];
}
