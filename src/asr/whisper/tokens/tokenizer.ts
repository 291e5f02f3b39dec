import { isSpaced } from '../../group-pieces.js';
import type { TokenizerFile } from './model-files.js';

export interface Tokenizer {
  /** Text of ids, special tokens included; bytes that are not whole UTF-8 characters become U+FFFD. */
  decode(ids: readonly number[]): string;
  /** Ids of plain text; what looks like a special token is text. */
  encode(text: string): number[];
}

/** Where GPT-2 cuts text before byte pairs are merged (openai/gpt-2 `encoder.py`); `\s` there means Unicode's White_Space. */
const pieces =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Byte-level BPE (Sennrich et al. 2016, on bytes as in GPT-2) from a Hugging Face `tokenizer.json`. */
export function createTokenizer(file: TokenizerFile): Tokenizer {
  const { letterOfByte, byteOfLetter } = byteLetters();
  const textOfId = new Map<number, string>();
  for (const [text, id] of Object.entries(file.model.vocab)) textOfId.set(id, text);
  const specials = new Map(file.added_tokens.map((token) => [token.id, token.content]));
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  let ranks: Map<string, number> | undefined;

  function mergeRanks(): Map<string, number> {
    const map = new Map<string, number>();
    for (const merge of file.model.merges)
      map.set(typeof merge === 'string' ? merge : `${merge[0]} ${merge[1]}`, map.size);
    return map;
  }

  function merge(letters: string[], rank: Map<string, number>): string[] {
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let at = -1;
      for (let i = 0; i + 1 < letters.length; i++) {
        const r = rank.get(`${letters[i]} ${letters[i + 1]}`);
        if (r !== undefined && r < best) {
          best = r;
          at = i;
        }
      }
      if (at < 0) return letters;
      letters.splice(at, 2, letters[at] + letters[at + 1]);
    }
  }

  return {
    decode(ids) {
      const bytes: number[] = [];
      for (const id of ids) {
        const special = specials.get(id);
        if (special !== undefined) bytes.push(...encoder.encode(special));
        else for (const letter of textOfId.get(id) ?? '') bytes.push(byteOfLetter.get(letter) ?? 0x3f);
      }
      return utf8.decode(Uint8Array.from(bytes));
    },
    encode(text) {
      ranks ??= mergeRanks();
      const ids: number[] = [];
      for (const [piece] of text.matchAll(pieces)) {
        const letters = Array.from(encoder.encode(piece), (byte) => letterOfByte[byte]);
        for (const token of merge(letters, ranks)) {
          const id = file.model.vocab[token];
          if (id !== undefined) ids.push(id);
        }
      }
      return ids;
    },
  };
}

/**
 * GPT-2 writes each byte as one printable letter: itself if it is printable in Latin-1, else the next one from U+0100 on.
 */
function byteLetters(): { letterOfByte: readonly string[]; byteOfLetter: ReadonlyMap<string, number> } {
  const printable = (b: number) => (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b !== 0xad);
  let next = 0x100;
  const letterOfByte = Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : next++));
  return { letterOfByte, byteOfLetter: new Map(letterOfByte.map((letter, byte) => [letter, byte])) };
}

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
    // A replacement character may really stand in the text: then the whole text has it, too.
    if (broken >= 0 && whole[offset + broken] !== replacement) continue;
    out.push({ text, tokens: current });
    current = [];
    offset += text.length;
  }
  return out;
}
