import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ScribeError } from '../../errors.js';

const hint = 'Run `scribe doctor` to check the installed models.';

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

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new ScribeError('MODEL', `Reading the folder of the model, ${folder}, failed.`, { hint, cause });
  }
}
