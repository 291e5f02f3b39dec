/** A recording as a segmentation network sees it: in windows that overlap, each with local speakers of its own. */
export interface SegmentedRecording {
  /** Probability that each local speaker speaks, in 255ths, [windows, frames of a window, speakers]. */
  readonly activity: Uint8Array;
  readonly windows: number;
  /** Frames of a window. */
  readonly window: number;
  /** Frames from the start of one window to the start of the next. */
  readonly step: number;
  /** Local speakers of a window. */
  readonly speakers: number;
  /** Frames of the recording; the last window may reach past them. */
  readonly frames: number;
}

/** Consecutive frames of one local speaker, followed through all windows in which it is heard. */
export interface SpeakerChain {
  /** Frame of the recording that the chain begins with. */
  readonly first: number;
  /** Sum of its probabilities over the windows that cover a frame, in 255ths, [frames]. */
  readonly activity: Uint16Array;
  /** How many windows of the chain cover a frame, [frames]. */
  readonly windows: Uint8Array;
}

/** A speaker in two windows is one if they agree on this share of what the less active one says. */
const minAgreement = 0.3;
/** Frames that both must have spoken where the windows overlap: less says nothing. */
const minFrames = 3;
const full = 255;

/**
 * Follows local speakers from window to window. Where two windows overlap, both say who speaks when: the speakers of
 * the one are given to those of the other so that they agree most, and pairs that hardly agree stay apart (the
 * alignment of overlapped inference, Coria et al., 2021). Who is silent for as long as a window comes back as another
 * chain: that is for voices to decide. Pure.
 */
export function followSpeakers(recording: SegmentedRecording): SpeakerChain[] {
  const { windows, speakers } = recording;
  const orders = permutations(speakers);
  const runs: { from: number; locals: number[] }[] = [];
  let current: number[] = [];
  for (let w = 0; w < windows; w++) {
    const before = w === 0 ? null : matchWindows(recording, w, orders);
    current = Array.from({ length: speakers }, (_, local) => {
      const partner = before?.[local] ?? -1;
      if (partner < 0) return runs.push({ from: w, locals: [local] }) - 1;
      runs[current[partner]].locals.push(local);
      return current[partner];
    });
  }
  return runs.map(({ from, locals }) => sumWindows(recording, from, locals));
}

/** For every local speaker of window `w` the one before that it goes on from, or -1. */
function matchWindows(
  { activity, window, step, speakers }: SegmentedRecording,
  w: number,
  orders: readonly (readonly number[])[],
): number[] {
  const shared = window - step;
  const agreement = new Float64Array(speakers * speakers);
  const spoken = [new Float64Array(speakers), new Float64Array(speakers)];
  let before = ((w - 1) * window + step) * speakers;
  let now = w * window * speakers;
  for (let f = 0; f < shared; f++, before += speakers, now += speakers)
    for (let a = 0; a < speakers; a++) {
      const p = activity[before + a] / full;
      spoken[0][a] += p;
      spoken[1][a] += activity[now + a] / full;
      for (let b = 0; b < speakers; b++) agreement[a * speakers + b] += (p * activity[now + b]) / full;
    }
  const sum = (order: readonly number[]) => order.reduce((all, b, a) => all + agreement[a * speakers + b], 0);
  const best = orders.reduce((most, order) => (sum(order) > sum(most) ? order : most));
  const partners = new Array<number>(speakers).fill(-1);
  best.forEach((b, a) => {
    const less = Math.min(spoken[0][a], spoken[1][b]);
    if (less > minFrames && agreement[a * speakers + b] > minAgreement * less) partners[b] = a;
  });
  return partners;
}

/** @param locals the chain's speaker in the windows from `from` on. */
function sumWindows(
  { activity, window, step, speakers, frames }: SegmentedRecording,
  from: number,
  locals: readonly number[],
): SpeakerChain {
  const first = from * step;
  const length = Math.max(0, Math.min(frames - first, (locals.length - 1) * step + window));
  const chain = { first, activity: new Uint16Array(length), windows: new Uint8Array(length) };
  locals.forEach((local, i) => {
    const last = Math.min(length, i * step + window);
    for (let f = i * step; f < last; f++) {
      chain.activity[f] += activity[((from + i) * window + f - i * step) * speakers + local];
      chain.windows[f]++;
    }
  });
  return chain;
}

/** All orders of 0 to n - 1. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

/** Which chains speak in each frame. */
export interface ActiveChains {
  /** 1 where the chain speaks, [chains][frames of the chain]. */
  readonly speaks: readonly Uint8Array[];
  /** How many speak at once, [frames of the recording]. */
  readonly together: Uint8Array;
}

/** From this mean probability over its own windows on, a chain may speak. */
const onset = 0.5;
/** Sum of all probabilities, above a whole number, from which one person more is counted. */
const nextPerson = 0.55;

/**
 * Decides which chains speak, frame by frame: the strongest, as many of them as the windows count on average. Windows
 * that disagree about who somebody is make two chains of one person; counting keeps them from speaking twice. Pure.
 *
 * @param within frames in which anybody speaks, sorted and disjoint; without it, all
 */
export function findActive(
  recording: SegmentedRecording,
  chains: readonly SpeakerChain[],
  within?: readonly { readonly from: number; readonly to: number }[],
): ActiveChains {
  const { window, step, windows, frames } = recording;
  const together = new Uint8Array(frames);
  const speaks = chains.map(({ activity }) => new Uint8Array(activity.length));
  const byStart = chains.map((_, c) => c).sort((a, b) => chains[a].first - chains[b].first);
  const open = within && new Uint8Array(frames);
  for (const { from, to } of within ?? []) open?.fill(1, from, to);
  let live: number[] = [];
  let next = 0;
  for (let t = 0; t < frames; t++) {
    if (t % step === 0) live = live.filter((c) => t < chains[c].first + chains[c].activity.length);
    while (next < byStart.length && chains[byStart[next]].first <= t) live.push(byStart[next++]);
    const covering =
      Math.min(windows - 1, Math.floor(t / step)) - Math.max(0, Math.ceil((t - window + 1) / step)) + 1;
    let sum = 0;
    const able: number[] = [];
    for (const c of live) {
      const chain = chains[c];
      const f = t - chain.first;
      if (f >= chain.activity.length) continue;
      sum += chain.activity[f];
      if (chain.activity[f] > onset * full * chain.windows[f]) able.push(c);
    }
    if (able.length === 0 || open?.[t] === 0) continue;
    const count = Math.max(1, Math.floor(sum / (full * covering) + 1 - nextPerson));
    const strength = (c: number) => chains[c].activity[t - chains[c].first];
    if (able.length > count) able.sort((a, b) => strength(b) - strength(a) || a - b);
    const speaking = able.slice(0, count);
    for (const c of speaking) speaks[c][t - chains[c].first] = 1;
    together[t] = speaking.length;
  }
  return { speaks, together };
}
