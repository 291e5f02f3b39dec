import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ScribeError } from '../errors.js';
import type { WordPieceVocabulary } from './word-pieces.js';

/** What is read of the `tokenizer.json` of Hugging Face. */
const tokenizerSchema = z.object({
  normalizer: z
    .object({
      lowercase: z.boolean().default(true),
      strip_accents: z.boolean().nullable().default(null),
      handle_chinese_chars: z.boolean().default(true),
    })
    .prefault({}),
  model: z.object({
    type: z.literal('WordPiece').optional(),
    vocab: z.record(z.string(), z.int()),
    unk_token: z.string().default('[UNK]'),
    continuing_subword_prefix: z.literal('##').default('##'),
    max_input_chars_per_word: z.int().positive().default(100),
  }),
});

/**
 * The vocabulary in a model's folder: `tokenizer.json`, or `vocab.txt`, which has one piece a line and says nothing else; it
 * is taken to be without capitals.
 *
 * @throws ScribeError MODEL when there is none, or it is of another kind.
 */
export function readVocabulary(folder: string): WordPieceVocabulary {
  const whole = join(folder, 'tokenizer.json');
  const path = existsSync(whole) ? whole : join(folder, 'vocab.txt');
  try {
    const text = readFileSync(path, 'utf8');
    return path === whole ? fromTokenizer(JSON.parse(text)) : fromList(text);
  } catch (cause) {
    throw new ScribeError('MODEL', `Reading the vocabulary ${path} failed: it is not one of BERT.`, {
      hint: 'Run `scribe doctor` to check the installed models.',
      cause,
    });
  }
}

function fromTokenizer(json: unknown): WordPieceVocabulary {
  const { normalizer, model } = tokenizerSchema.parse(json);
  return {
    ...withSpecials(new Map(Object.entries(model.vocab)), model.unk_token),
    lowercase: normalizer.lowercase,
    stripAccents: normalizer.strip_accents ?? normalizer.lowercase,
    splitChinese: normalizer.handle_chinese_chars,
    longestWord: model.max_input_chars_per_word,
  };
}

function fromList(text: string): WordPieceVocabulary {
  const pieces = text.split(/\r?\n/);
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  return {
    ...withSpecials(ids, '[UNK]'),
    lowercase: true,
    stripAccents: true,
    splitChinese: true,
    longestWord: 100,
  };
}

function withSpecials(ids: ReadonlyMap<string, number>, unknown: string) {
  const idOf = (piece: string): number => {
    const id = ids.get(piece);
    if (id === undefined) throw new Error(`there is no ${piece}`);
    return id;
  };
  return { ids, unknown: idOf(unknown), begin: idOf('[CLS]'), end: idOf('[SEP]') };
}
