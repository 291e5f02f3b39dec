import { sampleRate } from '../../domain/recording.js';
import type { Span } from '../../domain/time.js';
import type { Word } from '../../domain/transcript.js';
import { alignTokens } from './alignment.js';
import { assembleWords } from './assemble-words.js';
import type { DecodedRow } from './decode.js';
import type { WhisperModel } from './model.js';
import { repeatedRun } from './repetition.js';
import { splitIntoWords } from './word-pieces.js';
import { mergePunctuation, settleBounds, timeWords, truncateAtSentences, wordPace } from './word-timing.js';

/** One encoder position: 20 ms, two frames. */
export const samplesPerPosition = 320;

/**
 * The words of a row that was written without timestamps, with times from the cross attention that was collected on
 * the way: the same as those of a second pass over the text, but for the end token, which is not fed.
 *
 * @param window where the row's audio lies; words come on the recording's clock.
 * @param samples of audio, and encoder positions of the row with all its padding.
 */
export function wordsOfRow(
  model: WhisperModel,
  row: DecodedRow,
  window: Span,
  samples: number,
  positions: number,
  language: string,
): Word[] {
  const { tokens, tokenizer, alignmentHeads } = model;
  // Of a loop that could not be cut any further, one round is kept.
  const run = row.stopped === 'end' ? 0 : repeatedRun(row.tokens);
  const kept = run > 0 ? firstRound(row.tokens, run) : row.tokens.length;
  const text = row.tokens.slice(0, kept);
  if (text.length === 0) return [];
  const begins = alignTokens(row.attention.slice(0, kept + 1), {
    heads: alignmentHeads.length,
    positions,
    used: Math.min(positions, Math.ceil(samples / samplesPerPosition)),
    from: 0,
    to: kept + 1,
    medianWidth: model.medianWidth,
  });
  const pieces = splitIntoWords(tokenizer, [...text, tokens.end], language, tokens.end).slice(0, -1);
  const words = timeWords(pieces, begins, row.logProbs.map(Math.exp));
  const pace = wordPace(words);
  truncateAtSentences(words, pace);
  mergePunctuation(words);
  const spoken = words.filter((word) => word.text.trim() !== '');
  settleBounds({ start: 0, end: samples / sampleRate, words: spoken }, pace, Number.NEGATIVE_INFINITY);
  return assembleWords(words, window.start, language);
}

/** How many tokens come before the second round of the run that repeats at the end. */
function firstRound(tokens: readonly number[], run: number): number {
  let from = tokens.length - run;
  while (from > 0 && tokens[from - 1] === tokens[from - 1 + run]) from--;
  return from + run;
}
