import { describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { inOneStage, type JobContext, runOnce, runStage, sideBySide } from '../../src/pipeline/run-stage.js';

/** What the process took of the machine. */
const taken = { cpuMs: expect.any(Number), peakBytes: expect.any(Number) };

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
    { kind: 'stage-completed', stage: 'detect-speech', durationMs: 2, ...taken },
    { kind: 'stage-completed', stage: 'diarize', durationMs: 3, ...taken },
  ]);
});

describe('stages side by side', () => {
  const contextOf = (reported: PipelineEvent[], signal = new AbortController().signal): JobContext => ({
    signal,
    emit: (event) => reported.push(event),
    checkpoints: { get: async () => null, put: async () => {} },
    clock: () => 0,
  });
  const untilStopped = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('Stopped in the middle.')));
    });

  it('the first that fails stops the others, and its error is the only one that says anything else', async () => {
    const reported: PipelineEvent[] = [];
    const failing = sideBySide<JobContext, [never, never]>(contextOf(reported), (own) => [
      runStage('recognize', 'p', own, async ({ signal }) => untilStopped(signal)),
      runStage('diarize', 'q', own, async () => {
        throw new ScribeError('MODEL', 'This voice model is damaged.');
      }),
    ]);
    await expect(failing).rejects.toThrow('This voice model is damaged.');
    const failed = reported.flatMap((event) =>
      event.kind === 'stage-failed' ? [[event.stage, event.error.code, event.error.message]] : [],
    );
    expect(failed).toEqual([
      ['diarize', 'MODEL', 'This voice model is damaged.'],
      ['recognize', 'INTERRUPTED', 'Stopped, because something else failed.'],
    ]);
  });

  it('an interruption stops all of them', async () => {
    const reported: PipelineEvent[] = [];
    const stop = new AbortController();
    const running = sideBySide<JobContext, [never, never]>(contextOf(reported, stop.signal), (own) => [
      runStage('recognize', 'p', own, async ({ signal }) => untilStopped(signal)),
      runStage('diarize', 'q', own, async ({ signal }) => untilStopped(signal)),
    ]);
    setImmediate(() => stop.abort());
    await expect(running).rejects.toThrow();
    expect(reported.filter(({ kind }) => kind === 'stage-failed')).toHaveLength(2);
  });
});
