import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalog } from '../../src/models/catalog.js';
import { modelFolder } from '../../src/models/installed.js';
import { shared } from '../../test/shared.js';

/** A small model whose files are damaged, one or two at a time. */
export interface Subject {
  readonly name: string;
  readonly task: string;
  readonly architecture: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly folder: string;
  readonly networks: readonly string[];
  readonly texts: readonly string[];
  /** How often it is taken, beside the others: those that take long to open, seldom. */
  readonly weight: number;
}

const weights: Readonly<Record<string, number>> = {
  'silero-vad-6.2': 6,
  'segmentation-3.0': 6,
  'campplus-zh-en': 2,
  'whisper-tiny.en-scribe': 8,
  'all-minilm-l6-v2': 4,
};

/** The small models that ship with scribe, and one for searching by meaning where it is at hand. */
export function findSubjects(): { readonly found: readonly Subject[]; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const found = readCatalog().flatMap((model): Subject[] => {
    const weight = weights[model.name];
    if (weight === undefined) return [];
    const { name, task, architecture, parameters } = model;
    const shipped = modelFolder(model, { models: shared('models') });
    const files = model.files.map(({ path }) => path);
    if (files.some((file) => !existsSync(join(shipped, file)))) {
      missing.push(name);
      return [];
    }
    const networks = files.filter((file) => file.endsWith('.onnx'));
    const texts = files.filter((file) => file.endsWith('.json'));
    return [{ name, task, architecture, parameters, folder: shipped, networks, texts, weight }];
  });
  return { found, missing };
}
