import { z } from 'zod';
import { integer, number, oneOf, optional, text } from './rules.js';

const address = z
  .string()
  .trim()
  .regex(/^(auto|none|https?:\/\/.+)$/);

/** Settings for the server of language models that `scribe ask` and `scribe insights --llm` use. */
export const languageModelDefinitions = {
  llm: {
    schema: address,
    expects: '`auto`, `none` or an address such as `http://127.0.0.1:11434`',
    default: 'auto' as string,
    help: 'server of language models: an address, auto (looked for on this machine) or none',
    argument: 'URL',
  },
  llmModel: {
    ...optional(text),
    default: null as string | null,
    help: 'language model to use (default: one that the server has in memory, else its first)',
    argument: 'NAME',
  },
  llmKey: {
    ...optional(text),
    default: null as string | null,
    help: 'key for the server of language models, where it wants one',
    argument: 'KEY',
    secret: true,
  },
  llmRemote: {
    ...oneOf('refuse', 'allow'),
    default: 'refuse' as 'refuse' | 'allow',
    help: 'a server on another machine: refuse, or allow that what was said is sent there',
    argument: 'POLICY',
  },
  llmContext: {
    ...optional(integer(1024, 10_000_000)),
    default: null as number | null,
    help: 'tokens that the language model takes in, prompt and answer together (default: what the server says, else 4096)',
    argument: 'TOKENS',
  },
  llmTimeout: {
    ...number(1, 86_400),
    default: 300,
    help: 'seconds without a sign of life after which a language model is given up',
    argument: 'SECONDS',
  },
} as const;

/** Their names, apart from the key, which has no flag. */
export const languageModelSettings = ['llm', 'llmModel', 'llmRemote', 'llmContext', 'llmTimeout'] as const;
