import {
  amongLanguages,
  glimpses,
  meanOdds,
  mostProbable,
  obviousLanguage,
  spokenLanguageDefaults,
  withTag,
} from '../asr/languages/spoken-languages.js';
import type { LanguageListener, LanguageOdds } from '../asr/recognizer.js';
import { sampleRate } from '../domain/recording.js';
import { type Span, totalSeconds } from '../domain/time.js';
import { withPcm } from '../features/pcm.js';
import type { InstalledModel } from '../models/installed.js';
import { findSpeech, speechFrameSeconds } from '../vad/find-speech.js';
import { type SpeechDetector, sileroDefaults } from '../vad/silero.js';
import type { Networks } from './networks.js';

/** A network that identifies languages, and who opens it. */
interface Listener {
  readonly model: InstalledModel;
  readonly threads: number;
  readonly networks: Pick<Networks, 'openListener'>;
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
  work: (hear: LanguageListener['hearLanguages']) => Promise<T>,
): Promise<T> {
  const listener = await networks.openListener(model, threads);
  try {
    return await work(listener.hearLanguages);
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
  /** How probable speech is in every frame of the recording; null: places are searched for it. */
  readonly speech: Float32Array | null;
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
 * Which language a recording is in: a window is filled with speech from all over it. Two glimpses of it are heard; if they
 * leave doubt, all of it, and then a second window.
 *
 * @param openDetector opens the network that searches for speech, if it has to be searched for.
 * @returns null when too little speech was found.
 */
export async function identifyLanguage(
  request: IdentifyRequest,
  networks: Pick<Networks, 'openListener'>,
  openDetector: () => Promise<SpeechDetector>,
  signal: AbortSignal,
): Promise<LanguageOdds | null> {
  const { pcmPath, tag, among, listener, threads } = request;
  const nextWindow = windowsOfSpeech(request, openDetector, signal);
  const first = await nextWindow();
  if (totalSeconds(first) < leastSpeech) return null;
  return withListener({ model: listener, threads, networks }, async (hear) => {
    const odds = async (...windows: readonly (readonly Span[])[]) => {
      const heard = await withPcm(pcmPath, (pcm) => hear(pcm, windows, signal));
      return heard.map((odds) => withTag(odds, tag));
    };
    const obvious = obviousLanguage(await odds(...glimpses(first)));
    if (obvious && (among.length === 0 || among.includes(mostProbable(obvious).language)))
      return amongLanguages(obvious, among);
    const [heard] = (await odds(first)).map((odds) => amongLanguages(odds, among));
    if (mostProbable(heard).probability >= spokenLanguageDefaults.sure) return heard;
    const second = await nextWindow();
    if (totalSeconds(second) < leastSpeech) return heard;
    return meanOdds([heard, ...(await odds(second)).map((odds) => amongLanguages(odds, among))]);
  });
}

/** @returns gives the speech of the next places that have some, a window full of it, sorted. */
function windowsOfSpeech(
  { pcmPath, samples, speech, gain }: IdentifyRequest,
  openDetector: () => Promise<SpeechDetector>,
  signal: AbortSignal,
): () => Promise<Span[]> {
  const { places, window } = spokenLanguageDefaults;
  const { rowFrames } = sileroDefaults;
  const duration = samples / sampleRate;
  const seconds = rowFrames * speechFrameSeconds;
  const order = spreadOut(Math.ceil(duration / seconds)).slice(0, mostPlaces);
  const share = Math.max(window / places, window / order.length);
  let at = 0;

  async function probabilitiesIn(row: number): Promise<Float32Array> {
    if (speech) return speech.subarray(row * rowFrames, (row + 1) * rowFrames);
    const detector = await openDetector();
    return withPcm(pcmPath, (pcm) => detector.detectSlice(pcm, { first: row, rows: 1, gain }, { signal }));
  }

  return async () => {
    const found: Span[] = [];
    for (; at < order.length && totalSeconds(found) < window - 0.1; at++) {
      const from = order[at] * seconds;
      const probabilities = await probabilitiesIn(order[at]);
      let room = Math.min(share, window - totalSeconds(found));
      for (const { start, end } of findSpeech(probabilities, Math.min(seconds, duration - from))) {
        const taken = Math.min(end - start, room);
        if (taken > 0) found.push({ start: from + start, end: from + start + taken });
        room -= taken;
      }
    }
    return found.sort((a, b) => a.start - b.start);
  };
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
