import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A path inside the repository. */
export const repo = (...parts: string[]): string => join(root, ...parts);

/** A path among the recordings and reference answers that are kept beside the repository. */
export const shared = (...parts: string[]): string => join(root, '..', 'shared', ...parts);

export const hasShared = existsSync(shared('audio'));
if (!hasShared)
  console.warn('skipping tests on real recordings and reference answers: ../shared is not there');
