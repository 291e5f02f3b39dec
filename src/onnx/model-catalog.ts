import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ScribeError } from '../errors.js';

/** Where the files of a model can be fetched from. */
const remoteSources = [
  /** Revision null: whatever the main branch holds. */
  z.object({ kind: z.literal('huggingface'), repo: z.string(), revision: z.string().nullable() }),
  z.object({ kind: z.literal('github-release'), repo: z.string(), tag: z.string() }),
  z.object({ kind: z.literal('github-raw'), repo: z.string(), revision: z.string() }),
] as const;

const fileSchema = z.object({
  path: z.string(),
  /** In the source, where it differs. */
  remote: z.string().optional(),
  /** Another source than the model's. */
  source: z.discriminatedUnion('kind', remoteSources).optional(),
  /** Bytes. */
  size: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const modelSchema = z.object({
  task: z.enum(['recognition', 'voice', 'speech']),
  architecture: z.string(),
  summary: z.string(),
  /** ISO 639-1 codes, or `*` for any. */
  languages: z.array(z.string()).min(1),
  licence: z.string(),
  source: z.discriminatedUnion('kind', [
    ...remoteSources,
    z.object({ kind: z.literal('repository'), folder: z.string() }),
    z.object({ kind: z.literal('package'), package: z.string(), folder: z.string() }),
  ]),
  files: z.array(fileSchema).min(1),
  /** What the architecture's loader needs to know besides the files; it checks them itself. */
  parameters: z.record(z.string(), z.unknown()),
});

const catalogSchema = z.object({ version: z.literal(1), models: z.record(z.string(), modelSchema) });

export type ModelTask = z.infer<typeof modelSchema>['task'];
export type CatalogModel = z.infer<typeof modelSchema> & { readonly name: string };

const catalogUrl = new URL('../../models/catalog.json', import.meta.url);

/** Every model that scribe knows, in the order of the catalog. */
export function readCatalog(): readonly CatalogModel[] {
  const catalog = catalogSchema.parse(JSON.parse(readFileSync(catalogUrl, 'utf8')));
  return Object.entries(catalog.models).map(([name, model]) => ({ name, ...model }));
}

/** @throws ScribeError MODEL when the catalog has no such model for the task. */
export function findInCatalog(name: string, task: ModelTask): CatalogModel {
  const models = readCatalog().filter((model) => model.task === task);
  const found = models.find((model) => model.name === name);
  if (found) return found;
  throw new ScribeError('MODEL', `There is no ${task} model called "${name}".`, {
    hint: `Known: ${models.map((m) => m.name).join(', ')}. Run \`scribe models list\` to see them all.`,
  });
}
