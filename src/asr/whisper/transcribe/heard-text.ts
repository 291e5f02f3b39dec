import { sampleRate } from '../../../domain/recording.js';
import type { Seconds, Span } from '../../../domain/time.js';
import type { SegmentEvidence, Word } from '../../../domain/transcript.js';
import { groupPieces } from '../../group-pieces.js';
import { samplesPerPosition } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import type { DecodedWindow } from '../search/decode.js';
import type { Attempt } from '../search/fallback.js';
import { alignTokens } from '../timing/alignment.js';
import { findWords, settleBounds, type TimedWord } from '../timing/word-timing.js';
import { repeatedRun } from '../tokens/repetition.js';

/** Words that were recognized together, and the evidence for them. */
export interface HeardText {
  readonly words: readonly Word[];
  readonly evidence: SegmentEvidence;
  /** What a decoder in a loop wrote after the first round. */
  readonly repeats?: readonly Word[];
}

/** What the rules against hallucinations may know about a text. */
export function evidenceOf(attempt: Omit<Attempt, 'tokens' | 'logProbs' | 'attention'>): SegmentEvidence {
  const { meanLogProb, noSpeechProb, letterRatio, temperature, stopped } = attempt;
  return {
    meanLogProb,
    noSpeechProb: Number.isNaN(noSpeechProb) ? null : noSpeechProb,
    compressionRatio: letterRatio,
    temperature,
    looped: stopped === 'loop',
  };
}

/**
 * The words of a window that was decoded without timestamps, with times from the cross attention that was collected on
 * the way: the same as those of a second pass over the text, except for the end token, which is not fed.
 *
 * @param window the span of the audio; words come on the recording's clock.
 * @param samples of audio; `positions` counts the encoder positions with all their padding.
 */
export function wordsOfRow(
  model: WhisperModel,
  row: DecodedWindow,
  window: Span,
  samples: number,
  positions: number,
  language: string,
): Pick<HeardText, 'words' | 'repeats'> {
  const { tokens, tokenizer, alignmentHeads } = model;
  const text = row.tokens;
  if (text.length === 0) return { words: [] };
  const begins = alignTokens(row.attention.slice(0, text.length + 1), {
    heads: alignmentHeads.length,
    positions,
    used: Math.min(positions, Math.ceil(samples / samplesPerPosition)),
    from: 0,
    to: text.length + 1,
    medianWidth: model.medianWidth,
  });
  const times = { begins, probabilities: row.logProbs.map(Math.exp) };
  const { words, pace } = findWords(tokenizer, text, times, { language, end: tokens.end });
  const spoken = words.filter((word) => word.text.trim() !== '');
  settleBounds({ start: 0, end: samples / sampleRate, words: spoken }, pace, Number.NEGATIVE_INFINITY);
  // Of a loop in a window that is too short to be cut, one round is kept.
  const run = row.stopped === 'end' ? 0 : repeatedRun(text);
  const kept = run > 0 ? piecesOf(words, firstRound(text, run)) : words.length;
  const assemble = (some: readonly TimedWord[]) => assembleWords(some, window.start, language);
  const repeats = assemble(words.slice(kept));
  return { words: assemble(words.slice(0, kept)), ...(repeats.length > 0 && { repeats }) };
}

/** How many pieces the first `tokens` tokens write; one that they only begin is among them. */
function piecesOf(pieces: readonly TimedWord[], tokens: number): number {
  let written = 0;
  const at = pieces.findIndex((piece) => {
    if (written >= tokens && piece.tokens > 0) return true;
    written += piece.tokens;
    return false;
  });
  return at < 0 ? pieces.length : at;
}

/** Number of tokens before the second round of the run that repeats at the end. */
function firstRound(tokens: readonly number[], run: number): number {
  let from = tokens.length - run;
  while (from > 0 && tokens[from - 1] === tokens[from - 1 + run]) from--;
  return from + run;
}

/**
 * Words as people write them, from the timed words of the reference, which end at every hyphen and apostrophe and, in
 * languages without spaces, at every character. The confidence is the mean over the tokens.
 *
 * @param pieces in their order, with the spaces that they carry.
 * @param origin zero of their clock, on the recording's.
 */
export function assembleWords(pieces: readonly TimedWord[], origin: Seconds, language: string): Word[] {
  const groups = groupPieces(
    pieces.map((piece) => piece.text),
    language,
  );
  return groups.map(({ from, to, text, glued }) => {
    const word = pieces.slice(from, to).filter((piece) => piece.text.trim() !== '');
    const tokens = word.reduce((sum, piece) => sum + piece.tokens, 0);
    return {
      text,
      start: origin + word[0].start,
      end: origin + word[word.length - 1].end,
      confidence: word.reduce((sum, piece) => sum + piece.probability * piece.tokens, 0) / tokens,
      ...(glued && { glued }),
    };
  });
}
