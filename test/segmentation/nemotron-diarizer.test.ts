import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createNemoMel } from '../../src/features/nemo-mel.js';
import type { PcmReader } from '../../src/features/pcm.js';
import { openSession, type Session } from '../../src/onnx/session.js';
import { createNemotronDiarizer } from '../../src/segmentation/nemotron-diarizer.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { makeNemotron } from '../fixtures/make-nemotron.js';
import { createRandom } from '../fixtures/random.js';
import { listenSlowly } from './nemotron-slowly.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-nemotron-'));
afterAll(() => rmSync(folder, { recursive: true }));

function open(options: Parameters<typeof makeNemotron>[0] = {}): Promise<Session> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, makeNemotron(options));
  return openSession(path, { threads: 2 });
}

/** Noise whose level and colour change every few seconds. */
function noisy(samples: number): Float32Array {
  const random = createRandom(3);
  const audio = random.normals(samples, 0.1);
  for (let i = 1; i < samples; i++) {
    const part = Math.floor(i / 40_000);
    audio[i] = audio[i] * (0.05 + (part % 3)) * 0.3 + (part % 2) * 0.9 * audio[i - 1];
  }
  return audio;
}

async function listen(session: Session, pcm: PcmReader): Promise<Float32Array[]> {
  const pieces: Float32Array[] = [];
  for await (const piece of createNemotronDiarizer(session, 'made').listen(pcm)) pieces.push(piece);
  return pieces;
}

/** What the slow program says, from features of the whole recording at once. */
function listenToAll(session: Session, audio: Float32Array) {
  const mel = createNemoMel({ bins: 128, normalize: 'none' });
  const frames = mel.frames(audio.length);
  const bands = new Float32Array(128 * frames);
  mel.compute(audio, bands);
  const features = Array.from({ length: frames }, (_, t) =>
    Array.from({ length: 128 }, (_, b) => bands[b * frames + t]),
  );
  return listenSlowly(session, features);
}

describe('Nemotron-3-Diarization, with random weights', () => {
  it('hears a recording as the slow program does, in steps of the published sizes', async () => {
    const session = await open({ dataFile: join(folder, 'model.onnx_data') });
    // 75 s and a bit: three steps, of which the last is short and ends in the middle of a row.
    const audio = noisy(75 * 16_000 + 1234);
    const pieces = await listen(session, memoryPcm(audio));
    const slow = await listenToAll(session, audio);
    expect(slow.steps).toEqual([
      { cached: 0, rows: 380 },
      { cached: 304, rows: 684 },
      { cached: 304, rows: 304 + 259 },
    ]);
    expect(pieces.map((piece) => piece.length / 8)).toEqual([2720, 2720, 7507 - 5440]);
    const found = pieces.flatMap((piece) => [...piece]);
    const expected = slow.answers.flat();
    expect(found).toHaveLength(7507 * 8);
    expect(expected).toHaveLength(7507 * 8);
    expect(found.reduce((most, p, i) => Math.max(most, Math.abs(p - expected[i])), 0)).toBeLessThan(1e-4);
    // The weights are lively enough for this to mean something.
    expect(Math.min(...found)).toBeLessThan(0.1);
    expect(Math.max(...found)).toBeGreaterThan(0.9);
  });

  it('reads no more than a chunk at a time, says nothing of nothing, and can be stopped', async () => {
    const session = await open();
    const audio = noisy(40 * 16_000);
    let longest = 0;
    const pcm = memoryPcm(audio);
    const watched: PcmReader = {
      ...pcm,
      read(start, into) {
        longest = Math.max(longest, into.length);
        return pcm.read(start, into);
      },
    };
    await listen(session, watched);
    expect(longest).toBeLessThanOrEqual(380 * 8 * 160 + 400);
    expect(await listen(session, memoryPcm(new Float32Array(159)))).toEqual([]);
    const [piece] = await listen(session, memoryPcm(audio.subarray(0, 160 * 3 + 7)));
    expect(piece).toHaveLength(3 * 8);
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    const stopped = createNemotronDiarizer(session, 'made').listen(pcm, abort.signal);
    await expect(stopped[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
  });

  it('is refused when the graph is another one', async () => {
    const make = async (options: Parameters<typeof makeNemotron>[0]) =>
      createNemotronDiarizer(await open(options), 'made');
    await expect(make({ cachedName: 'spkcache' })).rejects.toThrow(/made failed: it has no cached_embeds\.$/);
    await expect(make({ speakers: 4, hidden: 192 })).rejects.toThrow(
      /cached_embeds has 192 numbers in a row, not 512; logits has 4 numbers in a row, not 8; chunk_embeds/,
    );
  });
});
