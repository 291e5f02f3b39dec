import { recognizerArchitectures } from '../asr/architectures.js';
import { calibrationOf } from '../asr/calibration.js';
import type { InstalledModel } from '../models/installed.js';
import { textArchitectures } from '../text-embedding/installed-model.js';

const nemotronArchitecture = 'nemotron-diarizer';

/** The architectures that this version can run, by task. */
export const runnableArchitectures: Readonly<Record<string, readonly string[]>> = {
  recognition: recognizerArchitectures,
  speech: ['silero'],
  voice: ['wespeaker', '3d-speaker', 'titanet'],
  segmentation: ['pyannote-segmentation', nemotronArchitecture],
  'text-embedding': textArchitectures,
};

/** Whether a segmentation model follows people through a whole recording, instead of a window. */
export const hearsWholeRecordings = ({ architecture }: Pick<InstalledModel, 'architecture'>): boolean =>
  architecture === nemotronArchitecture;

/** Whether it is known what the confidence of a model's words means in a language. */
export function canCompare({ name }: { readonly name: string }, language: string): boolean {
  return calibrationOf(name, language) !== null;
}
