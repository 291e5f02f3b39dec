import type { Seconds, Span } from '../domain/time.js';

export interface ResegmentOptions {
  /** Resolution of the decision. */
  readonly hop: Seconds;
  /** What a second of speech adds to the score of a path per unit of cosine similarity. */
  readonly gain: number;
  /** What a change of speaker costs inside speech; */
  readonly change: number;
  /** in a pause it costs this share of it. */
  readonly changeInPause: number;
  /** A pause of up to this length between two spans of one voice belongs to them. */
  readonly bridge: Seconds;
  /** Shorter spans are dropped. */
  readonly minTurn: Seconds;
  /** Standard deviation of the Gaussian by which the middle of a window weighs more than its ends, as a share of half its length. */
  readonly focus: number;
}

export const resegmentDefaults: ResegmentOptions = {
  hop: 0.05,
  gain: 10,
  change: 2,
  changeInPause: 0.3,
  bridge: 0.8,
  minTurn: 0.1,
  focus: 0.4,
};

/** A window of the recording and how much it sounds like each voice. */
export interface ScoredWindow extends Span {
  /** Cosine similarity to each voice, [voices]. */
  readonly scores: ArrayLike<number>;
}

/** Who speaks in each hop of a recording. */
export interface SpeakerPath {
  /** Voice per hop, [hops]; in pauses, the one that the path carries through them. */
  readonly voices: Int16Array;
  /** 1 where somebody speaks, [hops]. */
  readonly speech: Uint8Array;
}

/**
 * Resegmentation: the most likely sequence of speakers, hop by hop (Viterbi 1967). Every hop is scored by all windows
 * that cover it, by those with their middle nearby the most, and a change of speaker has a cost, which is lower in a
 * pause. So boundaries are sharper than windows are long. Pure.
 */
export function resegment(
  windows: readonly ScoredWindow[],
  voices: number,
  speech: readonly Span[],
  duration: Seconds,
  options: ResegmentOptions = resegmentDefaults,
): SpeakerPath {
  const { hop } = options;
  const hops = Math.max(0, Math.ceil(duration / hop));
  const active = new Uint8Array(hops);
  for (const s of speech) active.fill(1, Math.round(s.start / hop), Math.min(hops, Math.round(s.end / hop)));
  const scores = scoreHops(windows, voices, hops, options);

  const path = new Int16Array(hops);
  if (voices <= 1) return { voices: path, speech: active };
  const from = new Uint8Array(hops * voices);
  const best = new Float64Array(voices);
  for (let t = 0; t < hops; t++) {
    let leader = 0;
    for (let v = 1; v < voices; v++) if (best[v] > best[leader]) leader = v;
    const changed = best[leader] - options.change * (active[t] ? 1 : options.changeInPause);
    // Only differences matter: without this the sums of a long recording would lose their last digits.
    const base = best[leader];
    for (let v = 0; v < voices; v++) {
      const stays = best[v] >= changed;
      from[t * voices + v] = stays ? v : leader;
      best[v] = (stays ? best[v] : changed) - base;
      if (active[t]) best[v] += options.gain * hop * scores[t * voices + v];
    }
  }
  let voice = 0;
  for (let v = 1; v < voices; v++) if (best[v] > best[voice]) voice = v;
  for (let t = hops - 1; t >= 0; t--) {
    path[t] = voice;
    voice = from[t * voices + voice];
  }
  return { voices: path, speech: active };
}

/** Weighted mean of the scores of the windows over each hop, [hops, voices]. */
function scoreHops(
  windows: readonly ScoredWindow[],
  voices: number,
  hops: number,
  { hop, focus }: ResegmentOptions,
): Float32Array {
  const scores = new Float32Array(hops * voices);
  const weights = new Float32Array(hops);
  for (const window of windows) {
    const centre = (window.start + window.end) / 2;
    const half = (window.end - window.start) / 2;
    const last = Math.min(hops, Math.ceil(window.end / hop));
    for (let t = Math.max(0, Math.floor(window.start / hop)); t < last; t++) {
      const distance = ((t + 0.5) * hop - centre) / (half * focus);
      const weight = Math.exp(-0.5 * distance * distance);
      weights[t] += weight;
      for (let v = 0; v < voices; v++) scores[t * voices + v] += weight * window.scores[v];
    }
  }
  for (let t = 0; t < hops; t++)
    if (weights[t] > 0) for (let v = 0; v < voices; v++) scores[t * voices + v] /= weights[t];
  return scores;
}

/**
 * Spans of each voice: speech is divided where the path changes; short pauses of one voice are filled. Pure.
 * @returns sorted, disjoint spans of each voice, [voices]
 */
export function spansOfPath(
  path: SpeakerPath,
  voices: number,
  speech: readonly Span[],
  options: ResegmentOptions = resegmentDefaults,
): Span[][] {
  const { hop } = options;
  const found: { start: Seconds; end: Seconds; voice: number }[] = [];
  const add = (start: Seconds, end: Seconds, voice: number) => {
    if (end <= start) return;
    const last = found.at(-1);
    if (last && last.voice === voice && start - last.end <= options.bridge) last.end = end;
    else found.push({ start, end, voice });
  };
  for (const s of speech) {
    let start = s.start;
    const last = Math.min(path.voices.length, Math.round(s.end / hop));
    let t = Math.min(last, Math.round(s.start / hop));
    let voice = path.voices[Math.min(t, path.voices.length - 1)];
    for (; t < last; t++) {
      if (path.voices[t] === voice) continue;
      add(start, t * hop, voice);
      start = Math.max(start, t * hop);
      voice = path.voices[t];
    }
    add(start, s.end, voice);
  }
  const spans: Span[][] = Array.from({ length: voices }, () => []);
  for (const { start, end, voice } of found)
    if (end - start >= options.minTurn) spans[voice].push({ start, end });
  return spans;
}
