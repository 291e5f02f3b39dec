import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ScribeError } from '../errors.js';

/** Where the files of a model can be downloaded from. */
const remoteSources = [
  /** A null revision is the head of the main branch; its files are not pinned either. */
  z.object({ kind: z.literal('huggingface'), repo: z.string(), revision: z.string().nullable() }),
  z.object({ kind: z.literal('github-release'), repo: z.string(), tag: z.string() }),
  z.object({ kind: z.literal('github-raw'), repo: z.string(), revision: z.string() }),
] as const;

const sourceSchema = z.discriminatedUnion('kind', [
  ...remoteSources,
  z.object({ kind: z.literal('repository'), folder: z.string() }),
  z.object({ kind: z.literal('package'), package: z.string(), folder: z.string() }),
]);

/** A path that cannot leave the folder that it is joined to. */
const insidePath = z
  .string()
  .regex(/^[^/\\]+(\/[^/\\]+)*$/)
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'leaves its folder');

const fileSchema = z.object({
  /** Below the model's folder. */
  path: insidePath,
  /** Its path in the source, when that differs. */
  remote: z.string().optional(),
  /** Its source, when that is not the model's. */
  source: z.discriminatedUnion('kind', remoteSources).optional(),
  /** Bytes; null when they are unknown before the first download. */
  size: z.int().positive().nullable(),
  /** Null when the file is not pinned: the first download is trusted and remembered. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Measured with scribe, published by others, or estimated from models of similar size. */
const basis = z.enum(['measured', 'published', 'estimated']);

const modelSchema = z.object({
  task: z.enum(['recognition', 'voice', 'speech', 'segmentation', 'text-embedding']),
  architecture: z.string(),
  /** What it is. */
  summary: z.string(),
  /** When to choose it. */
  advice: z.string(),
  /** ISO 639-1 codes, names of lists of codes, or `*` for any language. */
  languages: z.array(z.string()).min(1),
  licence: z.string(),
  /** Recognition only: 1 is the most accurate, by published error rates on the same test set if there are any. */
  rank: z.int().positive().optional(),
  /** Recognition only: operations for a second of audio, relative to Parakeet 0.6B. */
  cost: z.number().positive().optional(),
  /** Peak memory of a run with it. */
  memory: z.object({ bytes: z.int().positive(), basis }),
  /** Approximate bytes of the download, for files without known sizes. */
  about: z.int().positive().optional(),
  note: z.string().optional(),
  source: sourceSchema,
  files: z.array(fileSchema).min(1),
  /** What the architecture's loader needs besides the files; the loader validates it. */
  parameters: z.record(z.string(), z.unknown()),
});

const catalogSchema = z.object({
  version: z.literal(1),
  /** Lists of languages that several models share: name -> codes separated by spaces. */
  languages: z.record(z.string(), z.string()),
  /** The shipped recognition model that `auto` chooses for a language; `*` stands for all others. */
  shipped: z.record(z.string(), z.string()),
  models: z.record(z.string(), modelSchema),
});

export type ModelTask = z.infer<typeof modelSchema>['task'];
export type CatalogFile = z.infer<typeof fileSchema>;
export type CatalogModel = z.infer<typeof modelSchema> & {
  readonly name: string;
  /** Shipped recognition models only: the languages that `auto` chooses them for, or `*`. */
  readonly shippedFor?: readonly string[];
};

const catalogUrl = new URL('../../models/catalog.json', import.meta.url);

let known: readonly CatalogModel[] | undefined;

/** Every model that scribe knows, in the order of the catalog. It is a part of the program, and read once. */
export function readCatalog(): readonly CatalogModel[] {
  known ??= parseCatalog(JSON.parse(readFileSync(catalogUrl, 'utf8')));
  return known;
}

/** Models of a catalog's JSON, with the lists of languages expanded. */
export function parseCatalog(json: unknown): readonly CatalogModel[] {
  const catalog = catalogSchema.parse(json);
  const codesOf = (name: string) =>
    Object.keys(catalog.shipped).filter((code) => catalog.shipped[code] === name);
  return Object.entries(catalog.models).map(([name, model]) => ({
    ...model,
    name,
    languages: model.languages.flatMap((code) => catalog.languages[code]?.split(' ') ?? [code]),
    ...(codesOf(name).length > 0 && { shippedFor: codesOf(name) }),
  }));
}

/**
 * A model by its name.
 * @param task look only at models of this task
 * @throws ScribeError MODEL when the catalog has no such model.
 */
export function findInCatalog(
  name: string,
  task: ModelTask | null,
  catalog: readonly CatalogModel[] = readCatalog(),
): CatalogModel {
  const models = catalog.filter((model) => task === null || model.task === task);
  const found = models.find((model) => model.name === name);
  if (found) return found;
  throw new ScribeError('MODEL', `There is no ${task ? `${task} model` : 'model'} called "${name}".`, {
    hint: `Known: ${models.map((m) => m.name).join(', ')}. Run \`scribe models list\` to see them all.`,
  });
}

/** Whether the model ships with scribe, in its repository or in a package that it depends on. */
export function isShipped({ source }: CatalogModel): boolean {
  return source.kind === 'repository' || source.kind === 'package';
}

/** Bytes of all files, or the published size when some are unknown; null when there is neither. */
export function downloadSize(model: CatalogModel): number | null {
  const known = model.files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (model.files.every(({ size }) => size !== null)) return known;
  return model.about ?? null;
}

/** Whether the model speaks a language; one that claims any language is believed. */
export function speaks(model: { readonly languages: readonly string[] }, language: string): boolean {
  return model.languages.includes(language) || model.languages.includes('*');
}
