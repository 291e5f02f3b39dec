import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import { joinWords, passageOf, type Word } from '../domain/transcript.js';
import { cleanTurn } from '../transcript/clean-speech.js';

const sentenceDefaults = {
  /** Words of a sentence without marks from which on pauses divide it: some recognizers write no marks. */
  longest: 40,
  /** Words on both sides of such a pause. */
  shortest: 5,
  /** Seconds of such a pause. */
  pause: 0.4,
} as const;

/** A sentence of a meeting as it reads well: without fillers and repetitions. */
export interface Sentence extends Span {
  readonly text: string;
  readonly clusterId: string;
  readonly language: string;
  /** Mean probability of the words, 0 to 1. */
  readonly confidence: number;
  /** Index of the turn that it is a part of. */
  readonly turn: number;
}

/** The sentences of turns, in their order: by Unicode's rules (UAX 29), and by pauses where there are no marks. Pure. */
export function readSentences(turns: readonly Turn[]): Sentence[] {
  return turns.flatMap((spoken, turn) => {
    const { words, text, clusterId, language, confidence, start, end } = cleanTurn(spoken);
    const common = { clusterId, language, turn };
    // Words are missing where a transcript came from elsewhere.
    if (words.length === 0 || joinWords(words) !== text)
      return divide(text, language).map((part) => ({ ...common, start, end, confidence, text: part }));
    return sentencesOf(words, text, language).map((run) => {
      const { words: _, ...passage } = passageOf(run);
      return { ...common, ...passage };
    });
  });
}

function sentencesOf(words: readonly Word[], text: string, language: string): Word[][] {
  const ends: number[] = [];
  let offset = 0;
  for (const part of divide(text, language)) {
    offset = text.indexOf(part, offset) + part.length;
    ends.push(offset);
  }
  const runs: Word[][] = [[]];
  let position = 0;
  for (const [i, word] of words.entries()) {
    position += word.text.length + (i === 0 || word.glued ? 0 : 1);
    runs.at(-1)!.push(word);
    if (position >= ends[0]) {
      while (position >= ends[0]) ends.shift();
      runs.push([]);
    }
  }
  return runs.filter((run) => run.length > 0).flatMap(divideAtPauses);
}

const segmenters = new Map<string, Intl.Segmenter>();

/** @returns the sentences without the space around them. */
function divide(text: string, language: string): string[] {
  const parts: string[] = [];
  for (const { segment } of segmenterOf(language, 'sentence').segment(text)) {
    const part = segment.trim();
    const lastWord = /\S+$/.exec(parts.at(-1) ?? '')?.[0] ?? '';
    const goesOn =
      endsSentence(lastWord, 'turn') && !endsSentence(lastWord, 'segment') && lastWord.endsWith('.');
    if (part === '') continue;
    if (goesOn) {
      const before = parts.pop()!;
      parts.push(text.slice(text.indexOf(before), text.indexOf(part, text.indexOf(before)) + part.length));
    } else parts.push(part);
  }
  return parts;
}

/** The segmenter of a language; of one that the machine does not know, that of no language in particular. */
export function segmenterOf(language: string, granularity: 'sentence' | 'word'): Intl.Segmenter {
  const key = `${language} ${granularity}`;
  let segmenter = segmenters.get(key);
  if (!segmenter) {
    try {
      segmenter = new Intl.Segmenter(language, { granularity });
    } catch {
      segmenter = new Intl.Segmenter('und', { granularity });
    }
    segmenters.set(key, segmenter);
  }
  return segmenter;
}

/** A long run without marks falls apart at its longest pauses. */
function divideAtPauses(words: Word[]): Word[][] {
  const { longest, shortest, pause } = sentenceDefaults;
  if (words.length <= longest) return [words];
  let [at, widest] = [0, pause as number];
  for (let i = shortest; i <= words.length - shortest; i++) {
    const gap = words[i].start - words[i - 1].end;
    if (gap >= widest) [at, widest] = [i, gap];
  }
  if (at === 0) return [words];
  return [...divideAtPauses(words.slice(0, at)), ...divideAtPauses(words.slice(at))];
}
