import type { Word } from '../domain/transcript.js';

type TimedConfidence = Pick<Word, 'start' | 'end' | 'confidence'>;

/** When a word, and a segment of such words, is implausible (openai/whisper `transcribe.py`, `word_anomaly_score`). */
const anomalyDefaults = {
  improbable: 0.15,
  /** Seconds; below this every missing second weighs `haste`. */
  hurried: 0.133,
  haste: 15,
  /** Seconds; above this every further second weighs 1. */
  dragged: 2,
  /** A segment is judged by its first words. */
  words: 8,
  /** Weight from which a segment is implausible, whatever its length. */
  weight: 3,
} as const;

/**
 * How implausible the words of a segment are together, and whether that is too much.
 *
 * @param words without punctuation that stands alone.
 */
export function weighAnomaly(words: readonly TimedConfidence[]): {
  weight: number;
  words: number;
  anomalous: boolean;
} {
  const first = words.slice(0, anomalyDefaults.words);
  const weight = first.reduce((sum, word) => sum + anomaly(word), 0);
  // The reference adds the hundredth, so that rounding does not save a segment whose every word weighs 1.
  const anomalous = weight >= anomalyDefaults.weight || weight + 0.01 >= first.length;
  return { weight, words: first.length, anomalous };
}

function anomaly(word: TimedConfidence): number {
  const { improbable, hurried, haste, dragged } = anomalyDefaults;
  const length = word.end - word.start;
  let weight = word.confidence < improbable ? 1 : 0;
  if (length < hurried) weight += (hurried - length) * haste;
  if (length > dragged) weight += length - dragged;
  return weight;
}
