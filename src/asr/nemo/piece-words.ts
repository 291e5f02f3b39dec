import type { Seconds, Span } from '../../domain/time.js';
import type { Word } from '../../domain/transcript.js';
import type { Decoded } from './decoded.js';
import { isText, spaceMark, type Vocabulary } from './vocabulary.js';

/** A word and the places of its first and last token among those that were decoded. */
interface Spelling {
  text: string;
  readonly first: number;
  last: number;
}

/** How frames of the encoder become seconds. */
export interface FrameClock {
  readonly secondsPerFrame: Seconds;
  /** Where frame 0 lies on the recording's clock. */
  readonly origin: Seconds;
}

/**
 * Before these a space is kept, though they are no letters: brackets and quotes that open, currencies, signs that stand
 * alone, and the marks that open a Spanish question.
 */
const opening = /^[\p{Ps}\p{Pi}\p{Sc}\p{Sm}#&@*\u00bf\u00a1]/u;
const bracket = /[\p{Ps}\p{Pi}]$/u;
const letter = /^[\p{L}\p{M}\p{N}_]/u;

/**
 * Words of a window from its tokens. A space begins a word; before punctuation it is dropped, as onnx-asr does
 * (`asr.py`, `DECODE_SPACE_PATTERN`), but by what Unicode calls a letter, and not before marks that open something.
 *
 * A word lasts from the first frame of its first token to the end of its last one, but not into the next word; words
 * that begin in the same frame share it. The confidence is the mean of its tokens' probabilities, as everywhere here
 * (NeMo would take the lowest).
 *
 * @param window words are kept inside of it.
 * @param spaced whether the language separates words by spaces; where it does not, each piece is a word.
 */
export function wordsOf(
  decoded: Decoded,
  vocabulary: Vocabulary,
  clock: FrameClock,
  window: Span,
  spaced: boolean,
): Word[] {
  const spellings = spell(decoded.tokens, vocabulary, spaced);
  const starts = shareFrames(spellings.map(({ first }) => decoded.starts[first]));
  const inside = (frame: number): Seconds =>
    Math.min(window.end, Math.max(window.start, clock.origin + frame * clock.secondsPerFrame));
  return spellings.map(({ text, first, last }, i) => {
    const end = Math.min(decoded.ends[last], starts[i + 1] ?? Number.POSITIVE_INFINITY);
    let sum = 0;
    for (let t = first; t <= last; t++) sum += Math.exp(decoded.logProbs[t]);
    return {
      text,
      start: inside(starts[i]),
      end: inside(Math.max(starts[i], end)),
      confidence: Math.min(1, sum / (last + 1 - first)),
    };
  });
}

function spell(tokens: readonly number[], vocabulary: Vocabulary, spaced: boolean): Spelling[] {
  const words: Spelling[] = [];
  // The token that brought the space before the next character; a piece may be nothing but a space.
  let space = -1;
  tokens.forEach((token, at) => {
    if (!isText(vocabulary, token)) return;
    vocabulary.pieces[token].split(spaceMark).forEach((part, i) => {
      if (i > 0) space = at;
      if (part === '') return;
      const last = words.at(-1);
      const opens = letter.test(part) || opening.test(part);
      if (!last || (opens && (space >= 0 || (!spaced && !bracket.test(last.text)))))
        words.push({ text: part, first: space >= 0 ? space : at, last: at });
      else {
        last.text += part;
        last.last = at;
      }
      space = -1;
    });
  });
  return words;
}

/** Starts that are equal are spread evenly over the one frame that they share. */
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
