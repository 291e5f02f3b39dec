import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ScribeError } from '../../../errors.js';

/** How a network's weights are stored, as the public exports name it behind an underscore; plain files are fp32. */
export const precisions = ['fp32', 'quantized', 'uint8', 'int8', 'q4', 'fp16', 'q4f16'] as const;
export type Precision = (typeof precisions)[number];

/**
 * What to open first. Eight bits are fastest; unsigned ones (`quantized`, too) more reliable than signed ones. In the decoder,
 * which reads its weights anew for every token, four bits beat 32.
 */
const order: Readonly<Record<'encoder' | 'decoder', readonly Precision[]>> = {
  encoder: ['quantized', 'uint8', 'int8', 'fp32', 'q4'],
  decoder: ['quantized', 'uint8', 'int8', 'q4', 'fp32'],
};
/** Processors compute with 32 bits: half precision only takes the way there and back. */
const halfPrecision: readonly Precision[] = ['fp16', 'q4f16'];
const names = { encoder: 'encoder_model', decoder: 'decoder_model_merged' } as const;

/**
 * The files of a network that are in the folder, the one to try first at the front.
 *
 * @param wanted takes this one alone.
 * @throws ScribeError MODEL when there is none.
 */
export function findNetworkFiles(
  folder: string,
  part: 'encoder' | 'decoder',
  wanted: Precision | undefined,
): string[] {
  const pathOf = (precision: Precision) =>
    join(folder, 'onnx', `${names[part]}${precision === 'fp32' ? '' : `_${precision}`}.onnx`);
  const present = (list: readonly Precision[]) => list.map(pathOf).filter((path) => existsSync(path));
  const full = present(wanted ? [wanted] : order[part]);
  const found = full.length > 0 || wanted ? full : present(halfPrecision);
  if (found.length > 0) return found;
  const looked = (wanted ? [wanted] : [...order[part], ...halfPrecision]).map(pathOf);
  throw new ScribeError(
    'MODEL',
    `Loading ${folder}: its ${part} is missing; looked for ${looked.join(', ')}.`,
    {
      hint: 'Run `scribe doctor` to check the installed models.',
    },
  );
}
