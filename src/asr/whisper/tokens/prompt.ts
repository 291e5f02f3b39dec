import type { DecodingOptions } from '../../recognizer.js';
import type { SpecialTokens } from './model-files.js';
import type { Tokenizer } from './tokenizer.js';

export interface PromptOptions {
  /** A code of the model; ignored by an English-only one. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly timestamps: boolean;
  /** Text tokens that come before every window; the first that fit are used. */
  readonly given: readonly number[];
  /** Tokens of what came before; the last that fit are used. */
  readonly previous: readonly number[];
  /** Text tokens that the window is taken to begin with. */
  readonly prefix: readonly number[];
}

/** `<|startoftranscript|>`, and in a multilingual model the language and the task. */
export function startSequence(
  tokens: SpecialTokens,
  options: Pick<PromptOptions, 'language' | 'task'>,
): number[] {
  const language = tokens.languages.get(options.language);
  const task = tokens.tasks.get(options.task);
  return [tokens.start, ...(language === undefined ? [] : [language]), ...(task === undefined ? [] : [task])];
}

/** Tokens for what came before: with `<|startofprev|>` half of the context. */
const roomFor = (context: number): number => (context >> 1) - 1;

/** The last `count` of the ids; none for 0. */
const lastOf = (ids: readonly number[], count: number): readonly number[] =>
  ids.slice(Math.max(0, ids.length - count));

/**
 * The ids before the first one that the decoder writes (openai/whisper `decoding.py`, `_get_initial_tokens`).
 *
 * @param context tokens that the decoder can hold.
 */
export function buildPrompt(
  tokens: SpecialTokens,
  context: number,
  options: PromptOptions,
): { readonly ids: number[]; readonly startIndex: number } {
  const given = options.given.slice(0, roomFor(context));
  const text = [...given, ...lastOf(options.previous, roomFor(context) - given.length)];
  const before = text.length > 0 ? [tokens.previous, ...text] : [];
  const ids = [
    ...before,
    ...startSequence(tokens, options),
    ...(options.timestamps ? [] : [tokens.noTimestamps]),
    ...options.prefix,
  ];
  return { ids, startIndex: before.length };
}

/**
 * Hotwords, terms and prompt as text that came before: hotwords first (SYSTRAN/faster-whisper `transcribe.py`, `get_prompt`), then
 * as much of the end of the prompt as fits.
 */
export function givenText(
  tokenizer: Pick<Tokenizer, 'encode'>,
  context: number,
  { hotwords, terms = [], prompt }: Pick<DecodingOptions, 'hotwords' | 'terms' | 'prompt'>,
): number[] {
  const encode = (text: string) => (text.trim() === '' ? [] : tokenizer.encode(` ${text.trim()}`));
  const names = encode([...hotwords, ...terms].join(', ')).slice(0, roomFor(context));
  return [...names, ...lastOf(encode(prompt ?? ''), roomFor(context) - names.length)];
}

/** Which hotwords and how much of a prompt have no room in `givenText`, in sentences for people. */
export function unusedText(
  model: string,
  tokenizer: Pick<Tokenizer, 'encode'>,
  context: number,
  { hotwords, prompt }: Pick<DecodingOptions, 'hotwords' | 'prompt'>,
): string[] {
  const room = roomFor(context);
  const size = (text: string) => (text.trim() === '' ? 0 : tokenizer.encode(` ${text.trim()}`).length);
  let fitting = hotwords.length;
  while (size(hotwords.slice(0, fitting).join(', ')) > room) fitting--;
  const sentences: string[] = [];
  if (fitting < hotwords.length)
    sentences.push(
      `Only the first ${fitting} of ${hotwords.length} hotwords are used: ${model} has no room for more.`,
    );
  if (size(prompt ?? '') > Math.max(0, room - size(hotwords.join(', '))))
    sentences.push(`Only the end of the prompt is used, if any of it: ${model} has no room for more.`);
  return sentences;
}
