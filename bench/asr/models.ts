import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { speechModel } from '../../src/ingest/choose-models.js';
import type { InstalledModel } from '../../src/models/installed.js';
import type { PipelineModels } from '../../src/pipeline/plan.js';
import { soleRecognizer } from '../../src/pipeline/plan.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { makeSherpaWhisper } from '../../test/fixtures/make-sherpa-whisper.js';
import { makeWhisper } from '../../test/fixtures/make-whisper.js';
import { readWhisper } from '../../test/fixtures/read-whisper.js';
import type { Precision } from '../../test/fixtures/whisper-layers.js';
import {
  randomWeights,
  type Weights,
  type WhisperSizes,
  whisperBase,
  withScript,
} from '../../test/fixtures/whisper-weights.js';

import { shippedModel } from '../recordings.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const shipped = at('../../models/whisper-tiny.en-scribe');
const released = at('../../../shared/models/whisper-tiny.en');

/** openai/whisper "tiny.en". */
const tinyEnglish: WhisperSizes = {
  ...whisperBase,
  width: 384,
  heads: 6,
  encoderLayers: 4,
  decoderLayers: 4,
  feedForward: 1536,
  vocabulary: 51864,
};

/** What people say in 28 s: three to four tokens a second. */
const tokensPerWindow = 100;

export interface BenchModel {
  readonly name: string;
  readonly sizes: WhisperSizes;
  /** In the public layout. */
  readonly installed: InstalledModel;
  /** For other programs: the same weights, with matrices [in, out]. */
  readonly weights: () => Weights;
  /** Writes the same weights for sherpa-onnx, with the same arithmetic. */
  readonly writeForSherpa: (folder: string) => void;
  /** Frames of 10 ms that sherpa-onnx appends to a window; -1 for what it thinks best. */
  readonly tailPaddings: number;
}

/** The models of the comparison whose names contain `only`; those of base size are made in `work`. */
export function benchModels(work: string, only: string): BenchModel[] {
  const choices: readonly (readonly [name: string, make: (name: string) => BenchModel | null])[] = [
    ['whisper-tiny.en-scribe', (name) => existing(name, shipped, 'int8', shortWindows)],
    ['whisper-tiny.en', (name) => existing(name, released, 'fp32', {})],
    ...(['fp32', 'int8', 'q4'] as const).map(
      (precision) =>
        [`whisper-base-${precision}`, (name: string) => madeUp(join(work, name), name, precision)] as const,
    ),
  ];
  return choices.flatMap(([name, make]) => (name.includes(only) ? (make(name) ?? []) : []));
}

/** The models whose recognition is compared with faster-whisper's. */
export interface ComparedModels {
  readonly shipped: BenchModel;
  /** Null without the released weights. */
  readonly released: { readonly asStored: BenchModel; readonly inInt8: BenchModel } | null;
  readonly base: InstalledModel;
}

/** @param work where OpenAI's tiny.en is written in 8 bits, as the public exports have it. */
export function comparedModels(work: string): ComparedModels {
  const asStored = existing('whisper-tiny.en', released, 'fp32', {});
  const folder = join(work, 'whisper-tiny.en-int8');
  if (asStored)
    makeWhisper(folder, {
      sizes: tinyEnglish,
      weights: readWhisper(released, tinyEnglish),
      precision: 'int8',
      vocabularyOf: released,
      alignmentHeads: JSON.parse(readFileSync(join(released, 'generation_config.json'), 'utf8'))
        .alignment_heads,
    });
  const inInt8 = asStored && existing('whisper-tiny.en-int8', folder, 'int8', {});
  const base = at('../../models/whisper-base');
  return {
    shipped: existing('whisper-tiny.en-scribe', shipped, 'int8', shortWindows)!,
    released: asStored && inInt8 && { asStored, inInt8 },
    base: { ...shippedModel('whisper-base'), folder: base, size: bytesOf(base) },
  };
}

const shortWindows = { shortWindows: true, trailingSilence: 0.5 };

function existing(name: string, folder: string, precision: Precision, parameters: object): BenchModel | null {
  if (!existsSync(folder)) {
    console.log(`${name} is skipped: ${folder} is not there.`);
    return null;
  }
  const sizes = tinyEnglish;
  const weights = () => readWhisper(folder, sizes);
  return {
    name,
    sizes,
    installed: describe(name, folder, bytesOf(folder), parameters),
    weights,
    tailPaddings: 'trailingSilence' in parameters ? 50 : -1,
    writeForSherpa: (target) =>
      makeSherpaWhisper(target, {
        sizes,
        weights: weights(),
        precision,
        vocabularyOf: folder,
      }),
  };
}

const bytesOf = (folder: string): number =>
  ['encoder_model', 'decoder_model_merged']
    .map((file) => statSync(join(folder, 'onnx', `${file}.onnx`)).size)
    .reduce((a, b) => a + b);

/** A Whisper of base size with random weights that writes `tokensPerWindow` words in every window. */
function madeUp(folder: string, name: string, precision: Precision): BenchModel {
  const sizes = whisperBase;
  const weights = withScript(randomWeights(1), speech(), 1);
  const common = { sizes, weights, precision, vocabularyOf: shipped };
  const bytes = makeWhisper(folder, { ...common, alignmentHeads: headsOfBase });
  return {
    name,
    sizes,
    installed: describe(name, folder, bytes, {}),
    weights: () => weights,
    tailPaddings: -1,
    writeForSherpa: (target) => makeSherpaWhisper(target, common),
  };
}

/** The heads that follow the speech in openai/whisper "base" (`_ALIGNMENT_HEADS`). */
const headsOfBase = [
  [3, 1],
  [4, 2],
  [4, 3],
  [4, 7],
  [5, 1],
  [5, 2],
  [5, 4],
  [5, 6],
] as const;

/**
 * Ids of different English words, the time at which they are over, and the end. Without that time a recognizer that
 * writes times goes on from where it takes the last word to be, which is anywhere in a network that has learned nothing.
 */
function speech(): number[] {
  const read = (name: string) => JSON.parse(readFileSync(join(shipped, name), 'utf8'));
  const vocabulary: Record<string, number> = read('tokenizer.json').model.vocab;
  const special = read('generation_config.json');
  const words = Object.entries(vocabulary).filter(([text]) => /^Ġ[a-z]{3,}$/.test(text));
  const stride = Math.floor(words.length / tokensPerWindow);
  const ids = Array.from({ length: tokensPerWindow }, (_, i) => words[i * stride][1]);
  const stepsOf28Seconds = 28 / 0.02;
  return [...ids, special.no_timestamps_token_id + 1 + stepsOf28Seconds, special.eos_token_id];
}

function describe(name: string, folder: string, size: number, parameters: object): InstalledModel {
  return {
    name,
    architecture: 'whisper',
    languages: ['en'],
    folder,
    hash: name,
    size,
    parameters: { ...parameters },
  };
}

/** The models of a run of the pipeline in which this one recognizes. */
export const pipelineModels = (recognition: InstalledModel): PipelineModels => ({
  recognition: soleRecognizer(recognition),
  speech: shippedModel(speechModel),
  segmentation: shippedModel(settingDefinitions.segmentationModel.default),
  voice: shippedModel(settingDefinitions.voiceModel.default),
});
