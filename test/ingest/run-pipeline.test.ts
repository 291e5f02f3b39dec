import { expect, it } from 'vitest';
import { processPlan } from '../../src/ingest/run-pipeline.js';
import type { PipelineModels } from '../../src/pipeline/plan.js';
import { resolveSettings } from '../../src/settings/resolve.js';

it('the plan of a run holds what the settings say', () => {
  const flags = {
    language: 'de',
    beam: '3',
    hotwords: ' Maya, Tuggeranong ,,',
    threads: '2',
    maxSpeakers: '4',
    hallucinations: 'keep',
    longForm: 'sequential',
    hallucinationSilence: '2',
  };
  const { values } = resolveSettings({ flags, environment: {}, file: null });
  const models = {} as PipelineModels;
  expect(processPlan(values, models)).toEqual({
    models,
    language: 'de',
    languages: [],
    decoding: {
      beam: 3,
      hotwords: ['Maya', 'Tuggeranong'],
      prompt: null,
      longForm: 'sequential',
      hallucinationSilence: 2,
    },
    threads: 2,
    speakers: null,
    minSpeakers: null,
    maxSpeakers: 4,
    hallucinations: 'keep',
  });
});

it('the plan of a run tells recognizers the vocabulary, apart from what was asked for', () => {
  const { values } = resolveSettings({ flags: { hotwords: 'Maya' }, environment: {}, file: null });
  const terms = ['Kubernetes', 'Maya'].map((term) => ({ term }));
  expect(processPlan(values, {} as PipelineModels, terms).decoding).toMatchObject({
    hotwords: ['Maya'],
    terms: ['Kubernetes'],
  });
});
