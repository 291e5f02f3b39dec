import type { PipelineModels, ProcessPlan } from '../pipeline/plan.js';
import type { Settings } from '../settings/definitions.js';

/** What the settings ask of the pipeline. Pure. */
export function processPlan(settings: Settings, models: PipelineModels): ProcessPlan {
  const { language, beam, prompt, threads, speakers, minSpeakers, maxSpeakers, hallucinations } = settings;
  const hotwords = settings.hotwords
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const decoding = { beam, hotwords, prompt };
  return {
    models,
    language,
    decoding,
    threads,
    speakers,
    minSpeakers,
    maxSpeakers,
    hallucinations,
  };
}
