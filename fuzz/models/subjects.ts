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
  /** As which model it can be taken into the folder of models, with another content than was published; null: as none. */
  readonly likeness: Likeness | null;
}

/** A model of the catalog of the same kind, whose files have no known hash. */
interface Likeness {
  readonly name: string;
  /** Of `scribe ingest`. */
  readonly flag: string;
  /** What files are called there, where that differs. */
  readonly files: Readonly<Record<string, string>>;
  /** Bytes that its network has to have, where that is known. */
  readonly size?: number;
}

const weights: Readonly<Record<string, number>> = {
  'silero-vad-6.2': 6,
  'segmentation-3.0': 6,
  'campplus-zh-en': 2,
  'whisper-tiny.en-scribe': 8,
  'all-minilm-l6-v2': 4,
};

const likenesses: Readonly<Record<string, Likeness>> = {
  'segmentation-3.0': {
    name: 'pyannote-community-1',
    flag: '--segmentation-model',
    files: { 'model.int8.onnx': 'segmentation-community-1.onnx' },
    // The catalog knows how large it is.
    size: 5_916_375,
  },
  'whisper-tiny.en-scribe': {
    name: 'whisper-tiny.en',
    flag: '--model',
    files: {
      'onnx/encoder_model.onnx': 'onnx/encoder_model_quantized.onnx',
      'onnx/decoder_model_merged.onnx': 'onnx/decoder_model_merged_q4.onnx',
    },
  },
  'all-minilm-l6-v2': { name: 'all-minilm-l6-v2', flag: '--text-model', files: {} },
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
    return [
      {
        name,
        task,
        architecture,
        parameters,
        folder: shipped,
        networks,
        texts,
        weight,
        likeness: likenesses[name] ?? null,
      },
    ];
  });
  return { found, missing };
}
