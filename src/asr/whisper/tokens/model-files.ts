import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ScribeError } from '../../../errors.js';
import { describeMismatch } from '../../../models/describe-mismatch.js';

const id = z.int().nonnegative();

/** What scribe reads of `generation_config.json`; the public exports differ in what they omit. */
const generationSchema = z.object({
  decoder_start_token_id: id,
  eos_token_id: id,
  no_timestamps_token_id: id,
  prev_sot_token_id: id.optional(),
  no_speech_token_id: id.optional(),
  suppress_tokens: z.array(z.int()).nullish(),
  begin_suppress_tokens: z.array(z.int()).nullish(),
  max_initial_timestamp_index: id.nullish(),
  lang_to_id: z.record(z.string(), id).optional(),
  task_to_id: z.record(z.string(), id).optional(),
  alignment_heads: z.array(z.tuple([id, id])).optional(),
});

const configSchema = z.object({
  max_source_positions: z.int().positive(),
  max_target_positions: z.int().positive(),
  median_filter_width: z.int().positive().default(7),
});

interface AddedToken {
  readonly id: number;
  readonly content: string;
}
const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isAddedToken = (value: unknown): value is AddedToken => {
  const { id, content } = (value ?? {}) as Partial<AddedToken>;
  return isId(id) && typeof content === 'string';
};
const isMerge = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string'));
const isVocabulary = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isId);

const tokenizerSchema = z.object({
  // Plain functions: zod would take longer for fifty thousand entries than all the rest of the loading.
  added_tokens: z.custom<readonly AddedToken[]>(
    (value) => Array.isArray(value) && value.every(isAddedToken),
    'has to be a list of tokens with an id and a content',
  ),
  model: z.object({
    vocab: z.custom<Readonly<Record<string, number>>>(isVocabulary, 'has to give each piece an id'),
    /** `["a", "b"]`, or `"a b"` in files of older tools. */
    merges: z.custom<readonly (string | readonly [string, string])[]>(
      (value) => Array.isArray(value) && value.every(isMerge),
      'has to be a list of pairs',
    ),
  }),
});

export type TokenizerFile = z.infer<typeof tokenizerSchema>;

/** Ids with a meaning, as the model's own files give them. */
export interface SpecialTokens {
  /** `<|startoftranscript|>` */
  readonly start: number;
  /** `<|endoftext|>`: every id below it is text. */
  readonly end: number;
  /** `<|startofprev|>`: the text before the window follows. */
  readonly previous: number;
  readonly noTimestamps: number;
  /** `<|0.00|>`: every id from it on is a time, 0.02 s apart. */
  readonly firstTimestamp: number;
  /** `<|nospeech|>`; null when the vocabulary has none. */
  readonly noSpeech: number | null;
  readonly suppressed: readonly number[];
  /** Suppressed only as the first token of a window. */
  readonly suppressedAtStart: readonly number[];
  /** The first time of a window is at most this many steps of 0.02 s. */
  readonly maxInitialTimestamp: number | null;
  /** Language code -> id; empty in an English-only model. */
  readonly languages: ReadonlyMap<string, number>;
  /** `transcribe` and `translate` -> id; empty in an English-only model. */
  readonly tasks: ReadonlyMap<string, number>;
}

export interface WhisperFiles {
  readonly tokens: SpecialTokens;
  readonly tokenizer: TokenizerFile;
  /** Encoder positions of a 30 s window: 1500. */
  readonly maxPositions: number;
  /** Tokens that the decoder can hold: 448. */
  readonly maxTokens: number;
  /** (layer, head) pairs whose cross attention follows the speech; null when the files do not list them. */
  readonly alignmentHeads: readonly (readonly [layer: number, head: number])[] | null;
  readonly medianFilterWidth: number;
}

/**
 * Reads the JSON files of a public Whisper ONNX export (`config.json`, `generation_config.json`, `tokenizer.json`).
 *
 * @throws ScribeError MODEL when one is missing or lacks what is needed.
 */
export function readWhisperFiles(folder: string): WhisperFiles {
  const generation = readJson(join(folder, 'generation_config.json'), generationSchema);
  const config = readJson(join(folder, 'config.json'), configSchema);
  const tokenizer = readJson(join(folder, 'tokenizer.json'), tokenizerSchema);
  const added = new Map(tokenizer.added_tokens.map((token) => [token.content, token.id]));
  const previous = generation.prev_sot_token_id ?? added.get('<|startofprev|>');
  if (previous === undefined)
    throw new ScribeError('MODEL', `Loading ${folder}: its vocabulary has no <|startofprev|>.`, {
      hint: 'Is this a Whisper model? Run `scribe models list`.',
    });
  return {
    tokens: {
      start: generation.decoder_start_token_id,
      end: generation.eos_token_id,
      previous,
      noTimestamps: generation.no_timestamps_token_id,
      firstTimestamp: generation.no_timestamps_token_id + 1,
      // Older vocabularies call it <|nocaptions|>.
      noSpeech:
        generation.no_speech_token_id ?? added.get('<|nospeech|>') ?? added.get('<|nocaptions|>') ?? null,
      suppressed: (generation.suppress_tokens ?? []).filter((token) => token >= 0),
      suppressedAtStart: (generation.begin_suppress_tokens ?? []).filter((token) => token >= 0),
      maxInitialTimestamp: generation.max_initial_timestamp_index ?? null,
      languages: languagesIn(generation),
      tasks: new Map(Object.entries(generation.task_to_id ?? {})),
    },
    tokenizer,
    maxPositions: config.max_source_positions,
    maxTokens: config.max_target_positions,
    alignmentHeads: generation.alignment_heads ?? null,
    medianFilterWidth: config.median_filter_width,
  };
}

/** What hearing a language needs of a model: no vocabulary, which takes longest to read. */
export interface LanguageFiles extends Pick<WhisperFiles, 'maxPositions'> {
  readonly tokens: Pick<SpecialTokens, 'start' | 'languages'>;
}

/** @throws ScribeError as `readWhisperFiles`. */
export function readLanguageFiles(folder: string): LanguageFiles {
  const generation = readJson(join(folder, 'generation_config.json'), generationSchema);
  const config = readJson(join(folder, 'config.json'), configSchema);
  return {
    tokens: { start: generation.decoder_start_token_id, languages: languagesIn(generation) },
    maxPositions: config.max_source_positions,
  };
}

/** `en` for `<|en|>`. */
function languagesIn({ lang_to_id }: z.infer<typeof generationSchema>): Map<string, number> {
  return new Map(
    Object.entries(lang_to_id ?? {}).map(([name, token]) => [name.replace(/^<\||\|>$/g, ''), token]),
  );
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError
        ? `${describeMismatch(cause)}.`
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new ScribeError('MODEL', `Reading ${path} failed: ${reason}`, {
      hint: 'Run `scribe doctor` to check the installed models.',
      cause,
    });
  }
}
