import type { Seconds } from '../../../domain/time.js';
import type { Word } from '../../../domain/transcript.js';
import { groupPieces } from '../../group-pieces.js';
import type { TimedWord } from './word-timing.js';

/**
 * Words as they are written, from the timed pieces of a window: the reference's words end at every hyphen and apostrophe,
 * and in languages without spaces at every character. The confidence is the mean over the tokens.
 *
 * @param pieces in their order, with the spaces that they carry; their times are finished.
 * @param origin where the pieces' clock begins on the recording's.
 */
export function assembleWords(pieces: readonly TimedWord[], origin: Seconds, language: string): Word[] {
  const groups = groupPieces(
    pieces.map((piece) => piece.text),
    language,
  );
  return groups.map(({ from, to, text, glued }) => {
    const part = pieces.slice(from, to).filter((piece) => piece.text.trim() !== '');
    const tokens = part.reduce((sum, piece) => sum + piece.tokens, 0);
    return {
      text,
      start: origin + part[0].start,
      end: origin + part[part.length - 1].end,
      confidence: part.reduce((sum, piece) => sum + piece.probability * piece.tokens, 0) / tokens,
      ...(glued && { glued }),
    };
  });
}
