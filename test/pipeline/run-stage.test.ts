import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { inOneStage, type JobContext, runOnce, runStage } from '../../src/pipeline/run-stage.js';

it('a stage of several tracks is reported as one', async () => {
  const reported: PipelineEvent[] = [];
  let now = 0;
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: (event) => reported.push(event),
    checkpoints: { get: async (key) => (key === 'kept' ? 'x' : null), put: async () => {} },
    clock: () => now++,
  };
  const format = { toText: (text: string) => text, fromText: (text: string) => text };
  const results = await inOneStage(['kept', 'new', 'other'], context, async (key, own) => {
    const first = await runOnce('detect-speech', 'p', own, { key, ...format }, async ({ onProgress }) => {
      onProgress(0.5);
      return key;
    });
    return runStage('diarize', 'q', own, async () => first + key);
  });
  expect(results).toEqual(['xkept', 'newnew', 'otherother']);
  expect(reported).toEqual([
    { kind: 'stage-started', stage: 'diarize', provider: 'q' },
    { kind: 'stage-started', stage: 'detect-speech', provider: 'p' },
    { kind: 'stage-progress', stage: 'detect-speech', share: 0.5 },
    { kind: 'stage-progress', stage: 'detect-speech', share: 2.5 / 3 },
    { kind: 'stage-completed', stage: 'detect-speech', durationMs: 2 },
    { kind: 'stage-completed', stage: 'diarize', durationMs: 3 },
  ]);
});
