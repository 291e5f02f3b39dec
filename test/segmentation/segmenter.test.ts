import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PcmReader } from '../../src/features/pcm.js';
import { readModelMetadata } from '../../src/onnx/model-metadata.js';
import { openSession } from '../../src/onnx/session.js';
import { scoreShared } from '../../src/segmentation/score-windows.js';
import { createPyannoteSegmenter, type Segmenter } from '../../src/segmentation/segmenter.js';
import { shareFirstLayer } from '../../src/segmentation/share-first-layer.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { readAudio } from '../asr/read-audio.js';
import { makeSegmenter, pyannoteFacts, type SegmenterOptions, sampleOf } from '../fixtures/make-segmenter.js';
import { hasShared, repo, shared } from '../shared.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-segmenter-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(options: SegmenterOptions, parameters: Record<string, unknown> = {}): Promise<Segmenter> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, makeSegmenter(options));
  const facts = { ...Object.fromEntries(readModelMetadata(path)), ...parameters };
  return createPyannoteSegmenter(await openSession(path, { threads: 1 }), 'made', facts);
}

/** Two windows; class 4, {0, 1}, speaks in frame 100 of the first, class 3, {2}, in the last frame of the second. */
function twoWindows({ window, frames }: Segmenter): PcmReader {
  const samples = new Float32Array(2 * window);
  samples[sampleOf(100, 4)] = 1;
  samples[window + sampleOf(frames - 1, 3)] = 1;
  return memoryPcm(samples);
}

describe('a segmenter', () => {
  it.each([
    ['as sherpa-onnx exports it', { metadata: pyannoteFacts }, {}],
    [
      'with other names, one window at a time, and described by the catalog',
      { names: ['input_values', 'logits'], batch: 1 },
      pyannoteFacts,
    ],
  ] satisfies [string, SegmenterOptions, object][])(
    '%s tells local speakers from classes',
    async (_name, options, parameters) => {
      const segmenter = await open(options, parameters);
      expect(segmenter).toMatchObject({
        ...{ model: 'made', window: 160_000, frames: 589, firstFrame: 495, hop: 270, speakers: 3 },
      });
      const found = await segmenter.segment(twoWindows(segmenter), [0, 160_000]);
      expect(found).toHaveLength(2 * 589 * 3);
      const at = (window: number, frame: number) => {
        const from = (window * 589 + frame) * 3;
        return Array.from(found.subarray(from, from + 3), (p) => Number(p.toFixed(2)));
      };
      expect(at(0, 100)).toEqual([1, 1, 0]);
      expect(at(1, 588)).toEqual([0, 0, 1]);
      // Nothing is said: all seven classes are alike, and three of them hold each speaker.
      expect(at(0, 99)).toEqual([0.43, 0.43, 0.43]);
      expect(at(1, 100)).toEqual([0.43, 0.43, 0.43]);
    },
  );

  it('is refused when nothing says how its classes are laid out, or the graph says otherwise', async () => {
    await expect(open({})).rejects.toThrow(/made failed: its layout is not known \(num_speakers: /);
    await expect(open({ metadata: pyannoteFacts }, { num_speakers: 4 })).rejects.toThrow(
      /7 classes.*11 classes/,
    );
    await expect(open({ metadata: { ...pyannoteFacts, sample_rate: '8000' } })).rejects.toThrow(
      /sample_rate: has to be 16000/,
    );
  });

  it('says so when a window has another number of frames than was declared', async () => {
    const segmenter = await open({ metadata: { ...pyannoteFacts, receptive_field_size: '1261' } });
    await expect(segmenter.segment(memoryPcm(new Float32Array(160_000)), [0])).rejects.toThrow(
      /589 frames.*588 frames/,
    );
  });
});

interface Golden {
  readonly audio: string;
  readonly start: number;
  readonly frames: number;
  /** Class and number of frames. */
  readonly classes_run_length: readonly (readonly [number, number])[];
  readonly log_probabilities_every_25th_frame: readonly (readonly number[])[];
}

describe.skipIf(!hasShared)('segmentation-3.0', () => {
  const golden: readonly Golden[] = hasShared
    ? JSON.parse(readFileSync(shared('golden', 'diarization', 'segmentation-3.0.json'), 'utf8'))
    : [];
  const windows = golden.map(({ audio, start }) => {
    const from = start * 16_000;
    return readAudio(shared('audio', audio)).subarray(from, from + 160_000);
  });
  const batch = Float32Array.from(windows.flatMap((samples) => [...samples]));

  /** Scores of the classes, [windows, frames, classes], and what the segmenter makes of them. */
  async function run(path: string) {
    const network = await shareFirstLayer(path, (rewriting) =>
      openSession(path, { threads: 2, fuseQuantized: true, rewriting }),
    );
    if (!('layer' in network)) throw new Error(`${path} does not begin as it should`);
    const starts = golden.map((_, w) => w * 160_000);
    const scores: number[] = [];
    for await (const { data } of scoreShared(network)(memoryPcm(batch), starts, 160_000))
      scores.push(...(data as Float32Array));
    const metadata = Object.fromEntries(readModelMetadata(path));
    const segmenter = createPyannoteSegmenter(network, 'segmentation-3.0', metadata);
    return {
      scores: Float32Array.from(scores),
      found: await segmenter.segment(memoryPcm(batch), starts),
    };
  }

  /** Share of a window's frames whose most probable class is the one of the reference. */
  function agreement({ classes_run_length, frames }: Golden, scores: Float32Array): number {
    const expected = classes_run_length.flatMap(([c, length]) => new Array<number>(length).fill(c));
    const best = expected.map((_, f) => {
      const row = scores.subarray(f * 7, f * 7 + 7);
      return row.indexOf(Math.max(...row));
    });
    expect(expected).toHaveLength(frames);
    return best.filter((c, f) => c === expected[f]).length / frames;
  }

  it('in float32 gives the classes and the probabilities of the reference', async () => {
    const { scores, found } = await run(shared('models', 'segmentation-3.0', 'model.onnx'));
    for (const [w, window] of golden.entries()) {
      expect(agreement(window, scores.subarray(w * 589 * 7, (w + 1) * 589 * 7))).toBe(1);
      for (const [i, expected] of window.log_probabilities_every_25th_frame.entries()) {
        const frame = w * 589 + i * 25;
        for (const [c, value] of expected.entries())
          expect(Math.abs(scores[frame * 7 + c] - value)).toBeLessThan(1e-3);
        const [, one, two, three, onetwo, onethree, twothree] = expected.map(Math.exp);
        for (const [speaker, p] of [
          one + onetwo + onethree,
          two + onetwo + twothree,
          three + onethree + twothree,
        ].entries())
          expect(Math.abs(found[frame * 3 + speaker] - p)).toBeLessThan(1e-3);
      }
    }
  });

  it('as it ships agrees with float32 on nearly all frames', async () => {
    const { scores } = await run(repo('models', 'segmentation-3.0', 'model.int8.onnx'));
    for (const [w, window] of golden.entries())
      expect(agreement(window, scores.subarray(w * 589 * 7, (w + 1) * 589 * 7))).toBeGreaterThan(0.97);
  });
});
