import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ScribeError } from '../../errors.js';
import { describeMismatch } from '../../models/describe-mismatch.js';
import type { InstalledModel } from '../../models/installed.js';
import { readModelMetadata } from '../../onnx/model-metadata.js';

const hint = 'Run `scribe doctor` to check the installed models.';

/**
 * The file of a network: `stem.onnx`, or a quantized one such as `stem.int8.onnx`. Of several, the one of 8 bits is
 * taken, which needs a quarter of the memory. Null when there is none.
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
    throw new ScribeError('MODEL', `Reading the model folder ${folder} failed.`, { hint, cause });
  }
}

/** `config.json` as onnx-asr writes it. */
const configSchema = z.object({
  model_type: z.string().optional(),
  features_size: z.int().positive().optional(),
  subsampling_factor: z.int().positive().optional(),
  max_tokens_per_step: z.int().positive().optional(),
});

/** The metadata that sherpa-onnx writes into the first network instead. */
const metadataSchema = z.object({
  url: z.string().optional(),
  feat_dim: z.coerce.number().int().positive().optional(),
  subsampling_factor: z.coerce.number().int().positive().optional(),
  normalize_type: z.string().optional(),
});

/** What the catalog may add. */
const parametersSchema = z.object({ bins: z.int().positive().optional() });

/** What the files beside the graphs say about a model. */
interface ModelFacts {
  /** A name that contains `tdt`, `rnnt` or `ctc`; empty when there is none. */
  readonly kind: string;
  /** Mel bands. */
  readonly bins: number | null;
  /** Whether each mel band is normalized to mean 0 and deviation 1, which nearly all models expect. */
  readonly normalize: boolean;
  /** Feature frames in one encoder frame. */
  readonly subsampling: number;
  /** Tokens that may be written in one encoder frame; null when not declared. */
  readonly maxTokensPerFrame: number | null;
}

/**
 * Reads the facts of a model from its `config.json`, and what is missing there from the metadata of a network or the
 * catalog.
 *
 * @throws ScribeError MODEL when one of them is malformed.
 */
export async function readModelFacts(
  { name, folder, parameters }: Pick<InstalledModel, 'name' | 'folder' | 'parameters'>,
  networkPath: string,
): Promise<ModelFacts> {
  const path = join(folder, 'config.json');
  const config = parse(configSchema, path, () =>
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {},
  );
  const entries = await readModelMetadata(networkPath);
  const metadata = parse(metadataSchema, networkPath, () => Object.fromEntries(entries));
  const catalog = parse(parametersSchema, `the catalog entry of ${name}`, () => parameters);
  return {
    kind: config.model_type ?? metadata.url ?? '',
    bins: config.features_size ?? metadata.feat_dim ?? catalog.bins ?? null,
    normalize: metadata.normalize_type !== '' && metadata.normalize_type !== 'NA',
    subsampling: config.subsampling_factor ?? metadata.subsampling_factor ?? 8,
    maxTokensPerFrame: config.max_tokens_per_step ?? null,
  };
}

function parse<T>(schema: z.ZodType<T>, source: string, read: () => unknown): T {
  try {
    return schema.parse(read());
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? `${describeMismatch(cause)}.` : String(cause);
    throw new ScribeError('MODEL', `Reading the properties of the model from ${source} failed: ${reason}`, {
      hint,
      cause,
    });
  }
}
