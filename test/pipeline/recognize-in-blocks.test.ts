import { describe, expect, it } from 'vitest';
import type { RecognitionWindow, Recognizer } from '../../src/asr/recognizer.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { blockWindows, recognizeInBlocks } from '../../src/pipeline/recognize-in-blocks.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import type { PcmReader } from '../../src/signal/pcm.js';

const silence: PcmReader = { samples: 0, read: () => 0, close: () => {} };
const windows: RecognitionWindow[] = Array.from({ length: 2 * blockWindows + 5 }, (_, i) => ({
  start: i,
  end: i + 1,
  speech: [{ start: i, end: i + 1 }],
}));

/** Says the start of every window; fails at the one that is given. */
function speaker(failAt = Number.POSITIVE_INFINITY) {
  const heard: number[] = [];
  const recognizer: Recognizer = {
    model: 'count',
    languages: ['en'],
    packWindows: () => windows,
    async *recognize(_pcm, part, { onProgress }) {
      for (const [i, { start, end }] of part.entries()) {
        if (start === failAt) throw new Error('the power went out');
        heard.push(start);
        onProgress?.((i + 1) / part.length);
        yield [{ start, end, text: String(start), confidence: 1, language: 'en', words: [] }];
      }
    },
    close: async () => {},
  };
  return { recognizer, heard };
}

function context() {
  const kept = new Map<string, string>();
  const events: PipelineEvent[] = [];
  const job: JobContext = {
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    clock: () => 0,
    checkpoints: {
      get: async (key) => kept.get(key) ?? null,
      put: async (key, value) => {
        kept.set(key, value);
      },
    },
  };
  return { job, events, kept };
}

const keyOf = (block: number) => `block ${block}`;

describe('recognizeInBlocks', () => {
  it('goes on with the block in which it was interrupted, and says the same in the end', async () => {
    const { job, events, kept } = context();
    const broken = speaker(blockWindows + 3);
    await expect(recognizeInBlocks(broken.recognizer, silence, windows, 'en', keyOf, job)).rejects.toThrow(
      'power',
    );
    expect([...kept.keys()]).toEqual(['block 0']);
    expect(events.at(-1)).toMatchObject({ kind: 'stage-failed', stage: 'recognize' });

    const whole = speaker();
    const segments = await recognizeInBlocks(whole.recognizer, silence, windows, 'en', keyOf, job);
    expect(whole.heard[0]).toBe(blockWindows);
    expect(segments.map((s) => s.text)).toEqual(windows.map((w) => String(w.start)));
  });

  it('does not load anything when all blocks are there', async () => {
    const { job, events } = context();
    await recognizeInBlocks(speaker().recognizer, silence, windows, 'en', keyOf, job);
    events.length = 0;
    const again = speaker(0);
    const segments = await recognizeInBlocks(again.recognizer, silence, windows, 'en', keyOf, job);
    expect(segments).toHaveLength(windows.length);
    expect(events).toEqual([{ kind: 'stage-skipped', stage: 'recognize', reason: 'done before' }]);
  });

  it('tells a share that only grows and ends at 1', async () => {
    const { job, events } = context();
    await recognizeInBlocks(speaker().recognizer, silence, windows, 'en', keyOf, job);
    const shares = events.flatMap((e) => (e.kind === 'stage-progress' ? [e.share] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('has nothing to do where nobody speaks', async () => {
    const { job } = context();
    expect(await recognizeInBlocks(speaker().recognizer, silence, [], 'en', keyOf, job)).toEqual([]);
  });
});
