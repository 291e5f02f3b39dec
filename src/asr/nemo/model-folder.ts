import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ScribeError } from '../../errors.js';

const hint = 'Run `scribe doctor` to check the installed models.';

/** `config.json` as onnx-asr writes it; models in the layout of sherpa-onnx have none. */
const configSchema = z.object({
  model_type: z.string().optional(),
  /** Mel bands. */
  features_size: z.int().positive().optional(),
  /** Frames of 10 ms in a frame of the encoder. */
  subsampling_factor: z.int().positive().default(8),
  /** Tokens that may be written in one frame of the encoder. */
  max_tokens_per_step: z.int().positive().optional(),
});

export type NemoConfig = z.infer<typeof configSchema>;

/**
 * The file of a network: `stem.onnx`, or a quantized one such as `stem.int8.onnx`. Where there are several, 8 bits come
 * first: they take a quarter of the memory. Null when there is none.
 */
export function findNetwork(folder: string, stem: string): string | null {
  const pattern = new RegExp(`^${stem}(?:\\.[\\w-]+)?\\.onnx$`);
  const rank = (name: string) => (name === `${stem}.int8.onnx` ? 0 : name === `${stem}.onnx` ? 1 : 2);
  const found = listFolder(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return found.length > 0 ? join(folder, found[0]) : null;
}

/** @throws ScribeError MODEL when there is neither `vocab.txt` nor `tokens.txt`. */
export function findVocabulary(folder: string): string {
  const found = ['vocab.txt', 'tokens.txt'].find((name) => existsSync(join(folder, name)));
  if (found) return join(folder, found);
  throw new ScribeError('MODEL', `${folder} has no vocabulary: neither vocab.txt nor tokens.txt.`, { hint });
}

/** @throws ScribeError MODEL when there is a `config.json` that makes no sense. */
export function readNemoConfig(folder: string): NemoConfig {
  const path = join(folder, 'config.json');
  if (!existsSync(path)) return configSchema.parse({});
  try {
    return configSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ScribeError('MODEL', `Reading ${path} failed: ${reason}`, { hint, cause });
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new ScribeError('MODEL', `Reading the folder of the model, ${folder}, failed.`, { hint, cause });
  }
}
