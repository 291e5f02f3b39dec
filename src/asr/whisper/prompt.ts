import type { SpecialTokens } from './model-files.js';

export interface PromptOptions {
  /** A code of the model; ignored by an English-only one. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly timestamps: boolean;
  /** Text tokens of what came before; the last ones that fit are used. */
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

/**
 * The ids before the first one that the decoder writes (openai/whisper `decoding.py`, `_get_initial_tokens`).
 *
 * @param context tokens that the decoder can hold; what came before takes at most half of them.
 */
export function buildPrompt(
  tokens: SpecialTokens,
  context: number,
  options: PromptOptions,
): { readonly ids: number[]; readonly startIndex: number } {
  const room = (context >> 1) - 1;
  const before = options.previous.length > 0 ? [tokens.previous, ...options.previous.slice(-room)] : [];
  const ids = [
    ...before,
    ...startSequence(tokens, options),
    ...(options.timestamps ? [] : [tokens.noTimestamps]),
    ...options.prefix,
  ];
  return { ids, startIndex: before.length };
}
