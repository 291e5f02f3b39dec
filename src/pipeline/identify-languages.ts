import {
  amongLanguages,
  meanOdds,
  mostProbable,
  spokenLanguageDefaults,
  withTag,
} from '../asr/languages/spoken-languages.js';
import type { LanguageOdds, Recognizer } from '../asr/recognizer.js';
import { sampleRate } from '../domain/recording.js';
import { type Span, totalSeconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import { withPcm } from '../features/pcm.js';
import type { InstalledModel } from '../models/installed.js';
import { findSpeech, speechFrameSeconds } from '../vad/find-speech.js';
import { type SpeechDetector, sileroDefaults } from '../vad/silero.js';
import type { Networks } from './networks.js';

/** A network that identifies languages, and who opens it. */
interface Listener {
  readonly model: InstalledModel;
  readonly threads: number;
  readonly networks: Pick<Networks, 'openRecognizer'>;
}

/** How probable each language is in windows of a recording, each made of spans that together last at most 30 s. */
export function identifyLanguages(
  pcmPath: string,
  windows: readonly (readonly Span[])[],
  listener: Listener,
  signal: AbortSignal,
): Promise<LanguageOdds[]> {
  return withListener(listener, (hear) => withPcm(pcmPath, (pcm) => hear(pcm, windows, signal)));
}

/** Opens a network that identifies languages for one use, and closes it again: it is a large one. */
async function withListener<T>(
  { model, threads, networks }: Listener,
  work: (hear: NonNullable<Recognizer['hearLanguages']>) => Promise<T>,
): Promise<T> {
  const listener = await networks.openRecognizer(model, threads);
  try {
    if (listener.hearLanguages) return await work(listener.hearLanguages);
    throw new ScribeError('MODEL', `The model ${model.name} cannot identify languages.`, {
      hint: 'Name it with `--language`.',
    });
  } finally {
    await listener.close();
  }
}

/** Places of a recording that are searched for speech before it counts as one without. */
const mostPlaces = 32;
/** Seconds of speech below which no language is identified. */
const leastSpeech = 1;

export interface IdentifyRequest {
  readonly pcmPath: string;
  readonly samples: number;
  readonly listener: InstalledModel;
  readonly threads: number;
  /** What the samples are multiplied with before speech is detected. */
  readonly gain: number;
  /** The language that the container states; null: none. */
  readonly tag: string | null;
  /** The only languages that may be spoken; none: any. */
  readonly among: readonly string[];
}

/**
 * Which language a recording is in, before it is known when somebody speaks: places from all over it are searched for
 * speech until a window is full, and then a second window if the first leaves doubt.
 *
 * @returns null when too little speech was found.
 */
export async function identifyLanguage(
  request: IdentifyRequest,
  networks: Networks,
  detector: SpeechDetector,
  signal: AbortSignal,
): Promise<LanguageOdds | null> {
  const { pcmPath, samples, gain, tag, among, listener, threads } = request;
  const { places, window, sure } = spokenLanguageDefaults;
  const duration = samples / sampleRate;
  const seconds = sileroDefaults.rowFrames * speechFrameSeconds;
  const order = spreadOut(Math.ceil(duration / seconds)).slice(0, mostPlaces);
  let at = 0;

  /** Speech from the next places that have some, sorted. */
  const nextWindow = async (): Promise<Span[]> => {
    const found: Span[] = [];
    const share = Math.max(window / places, window / order.length);
    for (; at < order.length && totalSeconds(found) < window - 0.1; at++) {
      const slice = { first: order[at], rows: 1, gain };
      const probabilities = await withPcm(pcmPath, (pcm) => detector.detectSlice(pcm, slice, { signal }));
      const from = order[at] * seconds;
      let room = Math.min(share, window - totalSeconds(found));
      for (const { start, end } of findSpeech(probabilities, Math.min(seconds, duration - from))) {
        const taken = Math.min(end - start, room);
        if (taken > 0) found.push({ start: from + start, end: from + start + taken });
        room -= taken;
      }
    }
    return found.sort((a, b) => a.start - b.start);
  };

  const first = await nextWindow();
  if (totalSeconds(first) < leastSpeech) return null;
  return withListener({ model: listener, threads, networks }, async (hear) => {
    const odds = async (spans: readonly Span[]) => {
      const [heard] = await withPcm(pcmPath, (pcm) => hear(pcm, [spans], signal));
      return amongLanguages(withTag(heard, tag), among);
    };
    const heard = await odds(first);
    if (mostProbable(heard).probability >= sure) return heard;
    const second = await nextWindow();
    return totalSeconds(second) < leastSpeech ? heard : meanOdds([heard, await odds(second)]);
  });
}

/** 0 to count - 1, so that the first few of them lie all over the range (van der Corput). */
function spreadOut(count: number): number[] {
  const order = new Set<number>();
  for (let i = 1; order.size < count; i++) {
    let fraction = 0;
    for (let n = i, digit = 0.5; n > 0; n >>= 1, digit /= 2) fraction += (n & 1) * digit;
    order.add(Math.floor(fraction * count));
  }
  return [...order];
}
