import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ScribeError } from '../errors.js';

/** Where the files of a model can be fetched from. */
const remoteSources = [
  /** Revision null: whatever the main branch holds; its files are not pinned either. */
  z.object({ kind: z.literal('huggingface'), repo: z.string(), revision: z.string().nullable() }),
  z.object({ kind: z.literal('github-release'), repo: z.string(), tag: z.string() }),
  z.object({ kind: z.literal('github-raw'), repo: z.string(), revision: z.string() }),
] as const;

const sourceSchema = z.discriminatedUnion('kind', [
  ...remoteSources,
  z.object({ kind: z.literal('repository'), folder: z.string() }),
  z.object({ kind: z.literal('package'), package: z.string(), folder: z.string() }),
]);

/** A path that stays below the folder it is joined to. */
const insidePath = z
  .string()
  .regex(/^[^/\\]+(\/[^/\\]+)*$/)
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'leaves its folder');

const fileSchema = z.object({
  /** Below the model's folder. */
  path: insidePath,
  /** In the source, where it differs. */
  remote: z.string().optional(),
  /** Another source than the model's. */
  source: z.discriminatedUnion('kind', remoteSources).optional(),
  /** Bytes; null: not known before the first download. */
  size: z.int().positive().nullable(),
  /** Null: not pinned; the first file that comes is trusted and remembered. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Measured with scribe, published by somebody else, or estimated from models of like size. */
const basis = z.enum(['measured', 'published', 'estimated']);

const modelSchema = z.object({
  task: z.enum(['recognition', 'voice', 'speech', 'diarization', 'segmentation']),
  architecture: z.string(),
  /** What it is. */
  summary: z.string(),
  /** When to take it. */
  advice: z.string(),
  /** ISO 639-1 codes, names of lists of them, or `*` for any. */
  languages: z.array(z.string()).min(1),
  licence: z.string(),
  /** Recognition only: 1 is the most accurate. By published error rates, where they exist on the same test. */
  rank: z.int().positive().optional(),
  /** Recognition only: arithmetic for a second of audio, where Parakeet 0.6B is 1. */
  cost: z.number().positive().optional(),
  /** Peak memory of a run with it. */
  memory: z.object({ bytes: z.int().positive(), basis }),
  /** Bytes of the download, about, where the files have no sizes yet. */
  about: z.int().positive().optional(),
  note: z.string().optional(),
  source: sourceSchema,
  files: z.array(fileSchema).min(1),
  /** What the architecture's loader needs to know besides the files; it checks them itself. */
  parameters: z.record(z.string(), z.unknown()),
});

const catalogSchema = z.object({
  version: z.literal(1),
  /** Lists of languages that several models share: name -> codes with spaces between. */
  languages: z.record(z.string(), z.string()),
  /** Which of the recognition models that ship `auto` takes for a language; `*`: for all that are not named. */
  shipped: z.record(z.string(), z.string()),
  models: z.record(z.string(), modelSchema),
});

export type ModelTask = z.infer<typeof modelSchema>['task'];
export type ModelSource = z.infer<typeof sourceSchema>;
export type CatalogFile = z.infer<typeof fileSchema>;
export type CatalogModel = z.infer<typeof modelSchema> & {
  readonly name: string;
  /** Recognition models that ship: the languages that `auto` takes them for, or `*`. */
  readonly shippedFor?: readonly string[];
};

const catalogUrl = new URL('../../models/catalog.json', import.meta.url);

/** Every model that scribe knows, in the order of the catalog. */
export function readCatalog(): readonly CatalogModel[] {
  return parseCatalog(JSON.parse(readFileSync(catalogUrl, 'utf8')));
}

/** Models from the catalog's JSON, the lists of languages filled in. */
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
 * @param task only models of this task count
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

/** Whether the model comes with scribe, in its repository or in a package that it depends on. */
export function isShipped({ source }: CatalogModel): boolean {
  return source.kind === 'repository' || source.kind === 'package';
}

/** Bytes of all files, as far as they are known; the published size where they are not. */
export function downloadSize(model: CatalogModel): number | null {
  const known = model.files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (model.files.every(({ size }) => size !== null)) return known;
  return model.about ?? null;
}

/** Whether the model understands a language; of a model of any language this is taken on trust. */
export function speaks(model: Pick<CatalogModel, 'languages'>, language: string): boolean {
  return model.languages.includes(language) || model.languages.includes('*');
}
