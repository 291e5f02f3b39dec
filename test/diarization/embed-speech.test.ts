import { describe, expect, it } from 'vitest';
import { embedSpeech } from '../../src/diarization/embed-speech.js';
import { fakeEmbedder, noise } from './fake-embedder.js';

describe('embedSpeech', () => {
  it('gathers windows of one length from all that a voice says', async () => {
    const calls: { windows: number; frames: number }[] = [];
    const spans = [
      { start: 0, end: 1 },
      { start: 2, end: 4.5 },
    ];
    const embedding = await embedSpeech(noise, spans, fakeEmbedder(calls), {
      window: 1.5,
      windows: 8,
    });
    expect(calls.map((c) => [c.windows, c.frames])).toEqual([[2, 150]]);
    expect(Math.hypot(...(embedding ?? []))).toBeCloseTo(1, 5);
  });

  it('is null for less than half a second', async () => {
    expect(await embedSpeech(noise, [{ start: 0, end: 0.4 }], fakeEmbedder())).toBeNull();
    expect(await embedSpeech(noise, [], fakeEmbedder())).toBeNull();
  });
});
