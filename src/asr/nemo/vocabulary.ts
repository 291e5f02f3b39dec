import { readFileSync } from 'node:fs';
import { ScribeError } from '../../errors.js';

/** SentencePiece writes a space as this character (U+2581). */
export const spaceMark = '\u2581';

/** The pieces that a NeMo network writes, by id. */
export interface Vocabulary {
  readonly pieces: readonly string[];
  /** The id that means "no token". */
  readonly blank: number;
}

/** Pieces that are never text: unknown, padding, the blank, and tags like `<|en|>`. */
const special = /^(?:<unk>|<pad>|<blk>|<blank>|<\|.*\|>)$/u;

export const isText = ({ pieces, blank }: Vocabulary, id: number): boolean =>
  id !== blank && !special.test(pieces[id]);

/**
 * Reads `vocab.txt` or `tokens.txt`: one line for each piece, with a space and its id. The blank is `<blk>`, or else the
 * last id, where NeMo puts it.
 *
 * @throws ScribeError MODEL when the file cannot be read, or its ids have gaps.
 */
export function readVocabulary(path: string): Vocabulary {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const pieces: string[] = [];
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  for (const line of lines) {
    const at = line.lastIndexOf(' ');
    const id = Number(line.slice(at + 1));
    if (at < 0 || !Number.isInteger(id) || id < 0 || id >= lines.length || pieces[id] !== undefined)
      throw unreadable(path, `the line "${line}" is not a piece with an id of its own.`);
    pieces[id] = line.slice(0, at);
  }
  if (pieces.length < 2) throw unreadable(path, 'it has no pieces.');
  const named = pieces.findIndex((piece) => piece === '<blk>' || piece === '<blank>');
  return { pieces, blank: named >= 0 ? named : pieces.length - 1 };
}

function unreadable(path: string, reason: string, cause?: unknown): ScribeError {
  return new ScribeError('MODEL', `Reading the vocabulary ${path} failed: ${reason}`, {
    hint: 'Run `scribe doctor` to check the installed models.',
    cause,
  });
}
