import type { Span } from '../domain/time.js';
import { similarity, type Weights } from './word-weights.js';

/*
 * Where one subject ends and another begins: Marti Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic
 * Passages" (1997). Between any two sentences the words before are compared with the words behind; where that likeness
 * has a valley between two hills, the subject changes.
 */

const chapterDefaults = {
  /** Sentences before and behind that are compared. */
  block: 12,
  /** Seconds and sentences that a chapter has at least. */
  shortest: 120,
  sentences: 12,
  /** Seconds of a meeting from which on it has chapters. */
  meeting: 300,
  /** A valley is as deep as the mean of all and this many of their standard deviations, at least. */
  deviations: 0.5,
} as const;

/**
 * Indices of the sentences with which a chapter begins, 0 first; empty: the meeting is too short for chapters, or about
 * one thing. Pure.
 *
 * @param weights of the words of each sentence.
 */
export function findChapters(sentences: readonly Span[], weights: readonly Weights[]): number[] {
  const { shortest, meeting, sentences: fewest, deviations } = chapterDefaults;
  const length = sentences.length === 0 ? 0 : sentences.at(-1)!.end - sentences[0].start;
  if (length < meeting || sentences.length < 2 * fewest) return [];
  const likeness = smooth(gaps(weights));
  const depths = likeness.map((_, i) => depthAt(likeness, i));
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  const deviation = Math.sqrt(depths.reduce((sum, depth) => sum + (depth - mean) ** 2, 0) / depths.length);
  const candidates = depths
    .map((depth, i) => ({ depth, at: i + 1 }))
    .filter(({ depth }) => depth > 0 && depth >= mean + deviations * deviation)
    .sort((a, b) => b.depth - a.depth || a.at - b.at);
  const starts = [0];
  for (const { at } of candidates) {
    const isFar = [...starts, sentences.length].every((other) => {
      const [from, to] = [Math.min(at, other), Math.max(at, other)];
      return to - from >= fewest && sentences[to - 1].end - sentences[from].start >= shortest;
    });
    if (isFar) starts.push(at);
  }
  return starts.length > 1 ? starts.sort((a, b) => a - b) : [];
}

/** How alike what stands before and behind each gap is; gap i is that before sentence i + 1. */
function gaps(weights: readonly Weights[]): number[] {
  const { block } = chapterDefaults;
  const sum = (from: number, to: number): Weights => {
    const total = new Map<string, number>();
    for (const sentence of weights.slice(Math.max(0, from), to))
      for (const [stem, weight] of sentence) total.set(stem, (total.get(stem) ?? 0) + weight);
    const length = Math.hypot(...total.values()) || 1;
    for (const [stem, weight] of total) total.set(stem, weight / length);
    return total;
  };
  return weights.slice(1).map((_, i) => similarity(sum(i + 1 - block, i + 1), sum(i + 1, i + 1 + block)));
}

/** The mean of each value and its neighbours. */
function smooth(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - 1), i + 2);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/** How far it goes up on both sides of a valley; 0 anywhere else. */
function depthAt(values: readonly number[], at: number): number {
  if (values[at - 1] < values[at] || values[at + 1] < values[at]) return 0;
  const climb = (step: number) => {
    let i = at;
    while (values[i + step] >= values[i]) i += step;
    return values[i] - values[at];
  };
  return climb(-1) + climb(1);
}
