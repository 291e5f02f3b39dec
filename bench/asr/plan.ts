import { decodingDefaults } from '../../src/asr/recognizer.js';
import type { InstalledModel } from '../../src/models/installed.js';
import type { ProcessPlan } from '../../src/pipeline/plan.js';
import { pipelineModels } from './models.js';

/** A run of the pipeline in which this model recognizes English. */
export function planFor(recognition: InstalledModel, threads: number): ProcessPlan {
  return {
    models: pipelineModels(recognition),
    language: 'en',
    languages: [],
    decoding: decodingDefaults,
    threads,
    speakers: null,
    minSpeakers: null,
    maxSpeakers: null,
    hallucinations: 'keep',
  };
}
