import { type Seconds, type Span, totalSeconds } from '../../domain/time.js';
import { chunkSpeech } from '../chunk-speech.js';
import type { LanguageOdds, RecognitionWindow } from '../recognizer.js';

export const spokenLanguageDefaults = {
  /** An excerpt is put together from this many places, so that no greeting or quotation decides alone. */
  places: 4,
  /** Seconds of speech in an excerpt: as much as a network of 30 s hears at once. */
  excerpt: 28 as Seconds,
  /** Below this probability of the first excerpt a second one is heard, ... */
  sure: 0.8,
  /** ... and below this one of both together the stretches of the recording are heard one by one. */
  settled: 0.7,
  /** What the language tag of the track multiplies its language's probability with: often it is a default. */
  tag: 3,
  /** Excerpts of the most doubtful stretches that are heard before any of them is heard alone. */
  doubtExcerpts: 2,
  /** Stretches that are heard before all are: a recording in one language that is hard to hear costs no more. */
  samples: 12,
  /** A stretch is in another language only where that is at least this probable. */
  foreign: 0.6,
  /** Probability of the main language in stretches that nobody had reason to listen to. */
  assumed: 0.95,
  /** No probability is taken to be smaller: one stretch alone decides nothing. */
  floor: 1e-3,
  /** What a change of language costs, in natural logarithms of probability. */
  change: 1.5,
  /** Stretches shorter than this count less, in proportion. */
  fullWeight: 4 as Seconds,
} as const;

/** Stretches are short, so that few hold two languages. */
const stretchOptions = { longest: 10, longestPause: 0.7 } as const;

/** Stretches of speech that are taken to be in one language each. Pure. */
export function languageStretches(speech: readonly Span[]): RecognitionWindow[] {
  return chunkSpeech(speech, stretchOptions);
}

/**
 * Some seconds of speech from each of several places that lie evenly in it: the spans of one excerpt. Pure.
 * @param speech sorted and disjoint.
 */
export function excerptOf(speech: readonly Span[]): Span[] {
  const { places, excerpt } = spokenLanguageDefaults;
  const total = totalSeconds(speech);
  if (total <= excerpt) return [...speech];
  const share = excerpt / places;
  return Array.from({ length: places }, (_, i) => ((i + 0.5) * total) / places - share / 2).flatMap((from) =>
    cutSpeech(speech, from, share),
  );
}

/**
 * The first stretches of a list as excerpts: as many as fit into `doubtExcerpts` of them. Pure.
 * @param stretches the most important first.
 */
export function leadingExcerpts(stretches: readonly RecognitionWindow[]): Span[][] {
  const { excerpt, doubtExcerpts } = spokenLanguageDefaults;
  const excerpts: Span[][] = [];
  let room = 0;
  for (const { speech } of stretches) {
    const seconds = totalSeconds(speech);
    if (excerpts.length === 0 || seconds > room) {
      if (excerpts.length === doubtExcerpts) break;
      excerpts.push([]);
      room = excerpt;
    }
    excerpts[excerpts.length - 1].push(...speech);
    room -= seconds;
  }
  return excerpts;
}

/** What lies between two moments that are counted in seconds of speech. */
function cutSpeech(speech: readonly Span[], from: Seconds, length: Seconds): Span[] {
  const spans: Span[] = [];
  let passed = 0;
  for (const { start, end } of speech) {
    const first = Math.max(start, start + from - passed);
    const last = Math.min(end, start + from + length - passed);
    if (last > first) spans.push({ start: first, end: last });
    passed += end - start;
  }
  return spans;
}

export function mostProbable(odds: LanguageOdds): {
  readonly language: string;
  readonly probability: number;
} {
  const [language, probability] = Object.entries(odds).reduce((a, b) => (b[1] > a[1] ? b : a));
  return { language, probability };
}

/** The mean of several. */
export function meanOdds(all: readonly LanguageOdds[]): LanguageOdds {
  const mean: Record<string, number> = {};
  for (const odds of all)
    for (const [code, p] of Object.entries(odds)) mean[code] = (mean[code] ?? 0) + p / all.length;
  return mean;
}

/**
 * Takes what the container says of its track into account: a hint, since many recorders write `eng` into everything.
 * @param tag ISO 639-1, 639-2 or 639-3; null: none.
 */
export function withTag(odds: LanguageOdds, tag: string | null): LanguageOdds {
  const code = tag === null ? null : languageCode(tag);
  if (code === null || odds[code] === undefined) return odds;
  const weighed = { ...odds, [code]: odds[code] * spokenLanguageDefaults.tag };
  const sum = Object.values(weighed).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(weighed).map(([name, p]) => [name, p / sum]));
}

/** `de` for `ger`, `deu`, `de` and `de-AT`; null for what is no language code. */
function languageCode(tag: string): string | null {
  try {
    return new Intl.Locale(tag).language ?? null;
  } catch {
    return null;
  }
}

/**
 * The language of every stretch: the sequence that explains what was heard best, where every change has its price
 * (Viterbi 1967). So a foreign name or a short quotation changes nothing, and a stretch in doubt goes with its
 * neighbours. A recording comes from its main language: one that begins in another has paid the price of a change, so that
 * a word or two alone do not decide. Pure.
 *
 * @param heard one for each stretch.
 */
export function assignLanguages(
  stretches: readonly Span[],
  heard: readonly LanguageOdds[],
  main: string,
): string[] {
  const { floor, change, fullWeight, foreign } = spokenLanguageDefaults;
  const codes = [
    ...new Set([
      main,
      ...heard
        .map(mostProbable)
        .filter((top) => top.probability >= foreign)
        .map((top) => top.language),
    ]),
  ];
  const score = (i: number, code: string) => {
    const weight = Math.min(1, (stretches[i].end - stretches[i].start) / fullWeight);
    return weight * Math.log(Math.max(floor, heard[i][code] ?? 0));
  };
  let best = codes.map((code) => score(0, code) - (code === main ? 0 : change));
  const cameFrom: number[][] = [];
  for (let i = 1; i < stretches.length; i++) {
    const before = best.indexOf(Math.max(...best));
    cameFrom.push(codes.map((_, c) => (best[c] >= best[before] - change ? c : before)));
    best = codes.map((code, c) => Math.max(best[c], best[before] - change) + score(i, code));
  }
  let at = best.indexOf(Math.max(...best));
  const languages = [codes[at]];
  for (const step of cameFrom.reverse()) {
    at = step[at];
    languages.unshift(codes[at]);
  }
  return languages;
}

/**
 * Hears as many stretches as needed to find where a recording leaves its main language: a sample of those that there is
 * reason to listen to, all of them when the sample holds another language, and from every foreign stretch outwards.
 *
 * @param reasons indexes of the stretches to listen to.
 * @param hear gives the odds of some stretches.
 * @returns odds for every stretch; those that were not heard are taken to be in the main language.
 */
export async function exploreLanguages<T extends Span>(
  stretches: readonly T[],
  main: string,
  reasons: readonly number[],
  hear: (stretches: readonly T[]) => Promise<readonly LanguageOdds[]>,
): Promise<LanguageOdds[]> {
  const { samples, foreign, assumed } = spokenLanguageDefaults;
  const heard = new Map<number, LanguageOdds>();
  const listen = async (indexes: readonly number[]) => {
    const fresh = indexes.filter((i) => i >= 0 && i < stretches.length && !heard.has(i));
    if (fresh.length === 0) return;
    const odds = await hear(fresh.map((i) => stretches[i]));
    fresh.forEach((i, at) => {
      heard.set(i, odds[at]);
    });
  };
  const isForeign = (i: number) => {
    const top = mostProbable(heard.get(i)!);
    return top.language !== main && top.probability >= foreign;
  };
  const foreigners = () => [...heard.keys()].filter(isForeign);
  const sorted = [...reasons].sort((a, b) => a - b);
  await listen(evenSample(sorted, samples));
  if (foreigners().length > 0) await listen(reasons);
  for (let known = -1; known < heard.size; ) {
    known = heard.size;
    await listen(foreigners().flatMap((i) => [i - 1, i + 1]));
  }
  return stretches.map((_, i) => heard.get(i) ?? { [main]: assumed });
}

function evenSample<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]);
}
