import type { ModelSettings } from '../../src/llm/open-model.js';

/** Settings as they are when nobody says anything, and what a test says. */
export const modelSettings = (said: Partial<ModelSettings>): ModelSettings => ({
  llm: 'auto',
  llmModel: null,
  llmKey: null,
  llmRemote: 'refuse',
  llmContext: null,
  llmTimeout: 5,
  ...said,
});
