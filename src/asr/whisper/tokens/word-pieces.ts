import { isSpaced } from '../../group-pieces.js';
import type { Tokenizer } from './tokenizer.js';

/** A written word, with the space or punctuation that its tokens carry, and its tokens. */
export interface WordPiece {
  readonly text: string;
  readonly tokens: readonly number[];
}

const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const replacement = '\uFFFD';

/**
 * Groups text tokens into words, as openai/whisper does (`tokenizer.py`, `split_to_word_tokens`).
 *
 * @param end the id of `<|endoftext|>`: tokens from it on stand alone.
 */
export function splitIntoWords(
  tokenizer: Pick<Tokenizer, 'decode'>,
  tokens: readonly number[],
  language: string,
  end: number,
): WordPiece[] {
  const characters = splitIntoCharacters(tokenizer, tokens);
  if (!isSpaced(language)) return characters;
  const words: { text: string; tokens: number[] }[] = [];
  for (const piece of characters) {
    const special = piece.tokens[0] >= end;
    const opens = special || piece.text.startsWith(' ') || punctuation.includes(piece.text.trim());
    const last = words.at(-1);
    if (opens || !last) words.push({ text: piece.text, tokens: [...piece.tokens] });
    else {
      last.text += piece.text;
      last.tokens.push(...piece.tokens);
    }
  }
  return words;
}

/** Runs of tokens that are whole Unicode characters together; one character may take several tokens. */
function splitIntoCharacters(tokenizer: Pick<Tokenizer, 'decode'>, tokens: readonly number[]): WordPiece[] {
  const whole = tokenizer.decode(tokens);
  const out: WordPiece[] = [];
  let current: number[] = [];
  let offset = 0;
  for (const token of tokens) {
    current.push(token);
    const text = tokenizer.decode(current);
    const broken = text.indexOf(replacement);
    // A replacement character may be what the text really says: then it stands in the whole text, too.
    if (broken >= 0 && whole[offset + broken] !== replacement) continue;
    out.push({ text, tokens: current });
    current = [];
    offset += text.length;
  }
  return out;
}
