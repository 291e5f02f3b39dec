import { type Seconds, type Span, totalSeconds } from '../../domain/time.js';
import { chunkSpeech } from '../chunk-speech.js';
import type { LanguageOdds, RecognitionWindow } from '../recognizer.js';

export const spokenLanguageDefaults = {
  /** A window is put together from this many places, so that no greeting or quotation decides alone. */
  places: 4,
  /** Seconds of speech in a window: nearly all that a network of 30 s hears at once. */
  window: 28 as Seconds,
  /** Seconds from each place that are heard first; they decide when both halves of the places are in one language ... */
  glimpse: 3 as Seconds,
  /** ... with at least this probability each: so high that a second language in a half of them leaves doubt. */
  obvious: 0.9,
  /** Below this probability in the first window a second one is heard, ... */
  sure: 0.8,
  /** ... and below this one in both together the spans of the recording are heard one by one. */
  settled: 0.7,
  /** Factor on the probability of the language that the track is tagged with; low, as the tag is often a default. */
  tag: 3,
  /** Windows of the most doubtful spans that are heard before any span is heard alone. */
  doubtWindows: 2,
  /** Spans that are heard before all are: a recording that is hard to hear, but in one language, costs no more. */
  probes: 12,
  /** A span is in another language only when that is at least this probable. */
  foreign: 0.6,
  /** Probability of the main language in spans that there was no reason to listen to. */
  assumed: 0.95,
  /** No probability counts as smaller: one span alone decides nothing. */
  floor: 1e-3,
  /** What a change of language costs, in natural logarithms of probability. */
  change: 1.5,
  /** Spans shorter than this count less, in proportion. */
  fullWeight: 4 as Seconds,
} as const;

/** Short, so that few spans hold two languages. */
const languageSpanOptions = { longest: 10, longestPause: 0.7 } as const;

/** Spans of speech, each taken to be in one language. Pure. */
export function languageSpans(speech: readonly Span[]): RecognitionWindow[] {
  return chunkSpeech(speech, languageSpanOptions);
}

/**
 * One window that stands for all of the speech: some seconds from each of several places, evenly spread. Pure.
 * @param speech sorted and disjoint.
 */
export function spreadWindow(speech: readonly Span[]): Span[] {
  const { places, window } = spokenLanguageDefaults;
  return totalSeconds(speech) <= window ? [...speech] : spreadPieces(speech, window / places).flat();
}

/**
 * Two short windows that are enough for speech that is obviously in one language: a few seconds from each of the places in
 * its first half, and in its second half. Pure.
 * @param speech sorted and disjoint.
 */
export function glimpses(speech: readonly Span[]): Span[][] {
  const { places, glimpse } = spokenLanguageDefaults;
  const pieces = spreadPieces(speech, Math.min(glimpse, totalSeconds(speech) / places));
  return [pieces.slice(0, places / 2).flat(), pieces.slice(places / 2).flat()];
}

/** What two glimpses say when they agree and leave no doubt; null when more has to be heard. Pure. */
export function obviousLanguage(glimpses: readonly LanguageOdds[]): LanguageOdds | null {
  const found = glimpses.map(mostProbable);
  const obvious = found.every(
    ({ language, probability }) =>
      language === found[0].language && probability >= spokenLanguageDefaults.obvious,
  );
  return obvious ? meanOdds(glimpses) : null;
}

/** `share` seconds from each of several places, evenly spread over the speech. */
function spreadPieces(speech: readonly Span[], share: Seconds): Span[][] {
  const { places } = spokenLanguageDefaults;
  const total = totalSeconds(speech);
  return Array.from({ length: places }, (_, i) =>
    cutSpeech(speech, ((i + 0.5) * total) / places - share / 2, share),
  );
}

/**
 * The first spans of a list, joined to windows: as many as fit into `doubtWindows` of them. Pure.
 * @param spans the most important first.
 */
export function leadingWindows(spans: readonly RecognitionWindow[]): Span[][] {
  const { window, doubtWindows } = spokenLanguageDefaults;
  const windows: Span[][] = [];
  let room = 0;
  for (const { speech } of spans) {
    const seconds = totalSeconds(speech);
    if (windows.length === 0 || seconds > room) {
      if (windows.length === doubtWindows) break;
      windows.push([]);
      room = window;
    }
    windows[windows.length - 1].push(...speech);
    room -= seconds;
  }
  return windows;
}

/** `length` seconds of speech from the moment when `from` seconds have been spoken. */
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

export function meanOdds(all: readonly LanguageOdds[]): LanguageOdds {
  const mean: Record<string, number> = {};
  for (const odds of all)
    for (const [code, p] of Object.entries(odds)) mean[code] = (mean[code] ?? 0) + p / all.length;
  return mean;
}

/**
 * Takes the track's language tag into account. It is only a hint: many recorders write `eng` into everything.
 * @param tag ISO 639-1, 639-2 or 639-3; null: none.
 */
export function withTag(odds: LanguageOdds, tag: string | null): LanguageOdds {
  const code = tag === null ? null : languageCode(tag);
  if (code === null || odds[code] === undefined) return odds;
  const weighed = { ...odds, [code]: odds[code] * spokenLanguageDefaults.tag };
  const sum = Object.values(weighed).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(weighed).map(([name, p]) => [name, p / sum]));
}

/** The odds of some languages when no other can be spoken; all as likely when none of them was heard. */
export function amongLanguages(odds: LanguageOdds, languages: readonly string[]): LanguageOdds {
  if (languages.length === 0) return odds;
  const sum = languages.reduce((total, code) => total + (odds[code] ?? 0), 0);
  const shareOf = (code: string) => (sum > 0 ? (odds[code] ?? 0) / sum : 1 / languages.length);
  return Object.fromEntries(languages.map((code) => [code, shareOf(code)]));
}

/** `de` for `ger`, `deu`, `de` and `de-AT`; null for anything that is not a language code. */
function languageCode(tag: string): string | null {
  try {
    return new Intl.Locale(tag).language ?? null;
  } catch {
    return null;
  }
}

/**
 * The language of every span: the sequence that best explains what was heard, when every change has a price (Viterbi
 * 1967). So a foreign name or a short quotation changes nothing, and a doubtful span goes with its neighbours. The
 * sequence starts in the main language: a recording that opens in another one pays for that change too, so that a word
 * or two do not decide it. Pure.
 *
 * @param heard one for each span.
 */
export function assignLanguages(
  spans: readonly Span[],
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
    const weight = Math.min(1, (spans[i].end - spans[i].start) / fullWeight);
    return weight * Math.log(Math.max(floor, heard[i][code] ?? 0));
  };
  let best = codes.map((code) => score(0, code) - (code === main ? 0 : change));
  const cameFrom: number[][] = [];
  for (let i = 1; i < spans.length; i++) {
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
 * Hears as many spans as it takes to find where a recording leaves its main language: a few of the suspected ones, all
 * of them when one of the few is in another language, and from every foreign span outwards.
 *
 * @param suspected indexes of the spans that may be in another language.
 * @param hear gives the odds of some spans.
 * @returns odds for every span; those that were not heard are taken to be in the main language.
 */
export async function exploreLanguages<T extends Span>(
  spans: readonly T[],
  main: string,
  suspected: readonly number[],
  hear: (spans: readonly T[]) => Promise<readonly LanguageOdds[]>,
): Promise<LanguageOdds[]> {
  const { probes, foreign, assumed } = spokenLanguageDefaults;
  const heard = new Map<number, LanguageOdds>();
  const listen = async (indexes: readonly number[]) => {
    const fresh = indexes.filter((i) => i >= 0 && i < spans.length && !heard.has(i));
    if (fresh.length === 0) return;
    const odds = await hear(fresh.map((i) => spans[i]));
    fresh.forEach((i, at) => {
      heard.set(i, odds[at]);
    });
  };
  const isForeign = (i: number) => {
    const top = mostProbable(heard.get(i)!);
    return top.language !== main && top.probability >= foreign;
  };
  const foreigners = () => [...heard.keys()].filter(isForeign);
  const sorted = [...suspected].sort((a, b) => a - b);
  await listen(evenly(sorted, probes));
  if (foreigners().length > 0) await listen(suspected);
  for (let known = -1; known < heard.size; ) {
    known = heard.size;
    await listen(foreigners().flatMap((i) => [i - 1, i + 1]));
  }
  return spans.map((_, i) => heard.get(i) ?? { [main]: assumed });
}

function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]);
}
