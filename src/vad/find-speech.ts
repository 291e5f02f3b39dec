import type { Seconds, Span } from '../domain/time.js';

/** Seconds that one probability stands for: 512 samples at 16 kHz. */
export const speechFrameSeconds: Seconds = 0.032;

export interface FindSpeechOptions {
  /** Speech starts when the probability reaches this ... */
  readonly onset: number;
  /** ... and ends when it falls below this, and stays there. */
  readonly offset: number;
  /** Shorter speech is taken for a click or a cough. */
  readonly minSpeech: Seconds;
  /** Shorter pauses belong to the speech around them. */
  readonly minSilence: Seconds;
  /** Added on both sides, for soft first and last sounds that the network does not mark; at most half of a pause. */
  readonly pad: Seconds;
  /** Longer spans are cut at the quietest moment of their second half. */
  readonly maxSpeech: Seconds;
}

/** For recognition: only what the network is sure of. Silero's own hysteresis (utils_vad.py), with pauses and pads that suit words. */
export const findSpeechDefaults: FindSpeechOptions = {
  onset: 0.5,
  offset: 0.35,
  minSpeech: 0.25,
  minSilence: 0.5,
  pad: 0.3,
  maxSpeech: 25,
};

/**
 * Where anybody may have spoken, for those who ask whether words were: a soft word is worth more than a clean cut.
 */
export const diarizationSpeechDefaults: FindSpeechOptions = {
  onset: 0.15,
  offset: 0.08,
  minSpeech: 0.1,
  minSilence: 0.2,
  pad: 0.05,
  maxSpeech: Number.POSITIVE_INFINITY,
};

/**
 * For `resegment`, which widens turns by what else sounds like speech beside them, and pads and joins by itself. Chosen
 * by diarization error rate (docs/accuracy.md).
 */
export const faintSpeechDefaults: FindSpeechOptions = {
  onset: 0.15,
  offset: 0.15,
  minSpeech: 0,
  minSilence: 0,
  pad: 0,
  maxSpeech: Number.POSITIVE_INFINITY,
};

/**
 * The spans in which somebody speaks, from speech probabilities. Pure.
 * @param probabilities one per `speechFrameSeconds`
 * @param duration of the recording; no span reaches past it
 * @returns spans on the recording's clock, sorted and disjoint (two may touch where a long one was cut).
 */
export function findSpeech(
  probabilities: Float32Array,
  duration: Seconds,
  options: FindSpeechOptions = findSpeechDefaults,
): Span[] {
  const frames = hysteresis(probabilities, options);
  const cut = frames.flatMap((range) => cutLong(probabilities, range, options));
  return padded(cut, duration, options.pad);
}

/** Half-open range of frames. */
interface Frames {
  readonly from: number;
  readonly to: number;
}

const toFrames = (seconds: Seconds): number => Math.round(seconds / speechFrameSeconds);

function hysteresis(probabilities: Float32Array, options: FindSpeechOptions): Frames[] {
  const minSpeech = toFrames(options.minSpeech);
  const minSilence = Math.max(1, toFrames(options.minSilence));
  const found: Frames[] = [];
  let from = -1;
  let lastSpeech = -1; // the last frame at or above the offset
  const close = () => {
    if (from >= 0 && lastSpeech + 1 - from >= minSpeech) found.push({ from, to: lastSpeech + 1 });
    from = -1;
  };
  for (let i = 0; i < probabilities.length; i++) {
    if (from < 0) {
      if (probabilities[i] >= options.onset) from = lastSpeech = i;
    } else if (probabilities[i] >= options.offset) lastSpeech = i;
    else if (i - lastSpeech >= minSilence) close();
  }
  close();
  return found;
}

/** Cuts at the frame whose neighbourhood (about 0.2 s) is least like speech, until every range is short enough. */
function cutLong(probabilities: Float32Array, range: Frames, options: FindSpeechOptions): Frames[] {
  const longest = Math.max(2, toFrames(options.maxSpeech));
  const reach = 3;
  const pieces: Frames[] = [];
  let { from } = range;
  while (range.to - from > longest) {
    let best = from + longest;
    let least = Number.POSITIVE_INFINITY;
    for (let i = from + Math.ceil(longest / 2); i <= from + longest; i++) {
      let sum = 0;
      for (let k = i - reach; k < i + reach; k++) sum += probabilities[k] ?? 0;
      if (sum <= least) {
        least = sum;
        best = i;
      }
    }
    pieces.push({ from, to: best });
    from = best;
  }
  pieces.push({ from, to: range.to });
  return pieces;
}

/** To seconds, with up to `pad` on both sides; a pause shorter than two pads is shared equally. */
function padded(ranges: readonly Frames[], duration: Seconds, pad: Seconds): Span[] {
  return ranges
    .map(({ from, to }, i) => {
      const start = from * speechFrameSeconds;
      const end = Math.min(duration, to * speechFrameSeconds);
      const before = i === 0 ? 0 : ranges[i - 1].to * speechFrameSeconds;
      const after = i === ranges.length - 1 ? duration : ranges[i + 1].from * speechFrameSeconds;
      return {
        start: Math.max(start - pad, i === 0 ? 0 : (before + start) / 2),
        end: Math.min(end + pad, i === ranges.length - 1 ? duration : (end + after) / 2),
      };
    })
    .filter((span) => span.end > span.start);
}
