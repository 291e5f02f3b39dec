import type { Seconds, Span } from '../../domain/time.js';
import type { Word } from '../../domain/transcript.js';
import { groupPieces } from '../group-pieces.js';
import type { Decoded } from './decoding.js';
import { isText, spaceMark, type Vocabulary } from './vocabulary.js';

/** Text without a space inside, with the space before it if there is one, and the tokens that wrote it. */
interface Piece {
  readonly text: string;
  /** The token that wrote the space, or else that of the text. */
  readonly first: number;
  readonly last: number;
}

/** How frames of the encoder become seconds. */
interface FrameClock {
  readonly secondsPerFrame: Seconds;
  /** Where frame 0 lies on the recording's clock. */
  readonly origin: Seconds;
}

/**
 * Not letters, but the space before them stays: opening brackets and quotes, currencies, signs that stand alone, and the
 * marks that open a Spanish question.
 */
const opening = /^[\p{Ps}\p{Pi}\p{Sc}\p{Sm}#&@*\u00bf\u00a1]/u;
const letter = /^[\p{L}\p{M}\p{N}_]/u;

/**
 * The words of a window from its tokens. A space starts a word (`groupPieces`). It is dropped before punctuation, as in
 * onnx-asr (`asr.py`, `DECODE_SPACE_PATTERN`), but with Unicode's idea of a letter, and not before opening marks.
 *
 * A word lasts from the first frame of its first token to the end of its last one, but not into the next word; words
 * that start in the same frame share it. Its confidence is the mean probability of its tokens, as in every recognizer
 * here (NeMo takes the lowest).
 *
 * @param window no word reaches out of it.
 */
export function wordsOf(
  decoded: Decoded,
  vocabulary: Vocabulary,
  clock: FrameClock,
  window: Span,
  language: string,
): Word[] {
  const pieces = spell(decoded.tokens, vocabulary);
  const groups = groupPieces(
    pieces.map((piece) => piece.text),
    language,
  );
  const spellings = groups.map(({ from, to, text, glued }) => ({
    text,
    glued,
    first: pieces[from].first,
    last: pieces[to - 1].last,
  }));
  const starts = shareFrames(spellings.map(({ first }) => decoded.starts[first]));
  const inside = (frame: number): Seconds =>
    Math.min(window.end, Math.max(window.start, clock.origin + frame * clock.secondsPerFrame));
  return spellings.map(({ text, glued, first, last }, i) => {
    const end = Math.min(decoded.ends[last], starts[i + 1] ?? Number.POSITIVE_INFINITY);
    let sum = 0;
    for (let t = first; t <= last; t++) sum += Math.exp(decoded.logProbs[t]);
    return {
      text,
      start: inside(starts[i]),
      end: inside(Math.max(starts[i], end)),
      confidence: Math.min(1, sum / (last + 1 - first)),
      ...(glued && { glued }),
    };
  });
}

function spell(tokens: readonly number[], vocabulary: Vocabulary): Piece[] {
  const pieces: Piece[] = [];
  // The token of the space that waits for a character: a vocabulary piece may be nothing but a space.
  let space = -1;
  tokens.forEach((token, at) => {
    if (!isText(vocabulary, token)) return;
    vocabulary.pieces[token].split(spaceMark).forEach((text, i) => {
      if (i > 0) space = at;
      if (text === '') return;
      const opens = space >= 0 && (letter.test(text) || opening.test(text));
      pieces.push({ text: opens ? ` ${text}` : text, first: space >= 0 ? space : at, last: at });
      space = -1;
    });
  });
  return pieces;
}

/** Equal starts are spread evenly over the frame that they share. */
function shareFrames(starts: readonly number[]): number[] {
  const out = [...starts];
  for (let i = 0; i < out.length; ) {
    let next = i + 1;
    while (next < starts.length && starts[next] === starts[i]) next++;
    for (let k = i; k < next; k++) out[k] = starts[i] + (k - i) / (next - i);
    i = next;
  }
  return out;
}
