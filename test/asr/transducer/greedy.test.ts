import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, describe, expect, test } from 'vitest';
import type { Encoded } from '../../../src/asr/nemo/encoder.js';
import { readVocabulary } from '../../../src/asr/nemo/vocabulary.js';
import { decodeGreedy } from '../../../src/asr/transducer/greedy.js';
import { openTransducer, type TransducerNetwork } from '../../../src/asr/transducer/network.js';
import { type ParakeetOptions, writeTransducer } from '../../fixtures/make-parakeet.js';
import { encodeSlowFeatures, singleFrames } from './frames.js';
import { decodeSlowly, fusedScores, splitScores } from './reference.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-transducer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const threads = { threads: 1 };
const decoding = { blank: 63, maxTokensPerFrame: 10 };

interface Opened {
  readonly network: TransducerNetwork;
  readonly windows: readonly Encoded[];
  readonly at: (file: string) => string;
}

/** A network and what its encoder hears in windows of several lengths, one of them empty. */
async function open(kind: 'tdt' | 'rnnt', options: Partial<ParakeetOptions>): Promise<Opened> {
  const name = `${kind}-${JSON.stringify(options).replace(/\W+/g, '-')}`;
  const at = (file: string) => join(folder, name, file);
  writeTransducer(at('.'), kind, options);
  const vocabulary = readVocabulary(at(options.layout === 'sherpa' ? 'tokens.txt' : 'vocab.txt'));
  expect(vocabulary).toMatchObject({ blank: decoding.blank });
  const network = await openTransducer(at('.'), vocabulary, threads);
  const windows = await Promise.all(
    [212, 96, 1, 400, 140].map((frames, i) => encodeSlowFeatures(network.encoder, frames, i + 50)),
  );
  windows.splice(2, 0, { frames: new Float32Array(0), length: 0 });
  return { network, windows, at };
}

const session = (path: string) => InferenceSession.create(path, { intraOpNumThreads: 1 });

for (const kind of ['tdt', 'rnnt'] as const)
  describe(`greedy decoding of ${kind}`, () => {
    test.each([
      [1, 'onnx-asr', 'free'],
      [6, 'onnx-asr', 'one'],
      [3, 'onnx-asr', 'free'],
      [1, 'sherpa', 'free'],
      [5, 'sherpa', 'one'],
    ] as const)(
      'seed %i, layout %s, batch %s: alone and together, each token as defined',
      async (seed, layout, batch) => {
        const { network, windows, at } = await open(kind, { seed, layout, batch });
        expect(network.sizes).toMatchObject({
          durations: kind === 'tdt' ? 5 : 0,
          maxRows: batch === 'free' ? Number.POSITIVE_INFINITY : 1,
          // The exporter for sherpa-onnx leaves a batch of one in the predictor.
          maxPredictorRows: batch === 'free' && layout !== 'sherpa' ? Number.POSITIVE_INFINITY : 1,
        });
        const scores =
          layout === 'sherpa'
            ? splitScores(await session(at('decoder.onnx')), await session(at('joiner.onnx')), decoding.blank)
            : fusedScores(await session(at('decoder_joint-model.onnx')), decoding.blank);
        const room = { slots: windows.length, rows: windows.length };
        const together = await decodeGreedy(network.joint(room), windows, decoding);
        const one = network.joint({ slots: 1, rows: 1 });
        for (const [i, window] of windows.entries()) {
          const [alone] = await decodeGreedy(one, [window], decoding);
          const reference = await decodeSlowly(scores, singleFrames(window), {
            vocabulary: 64,
            blank: decoding.blank,
            most: decoding.maxTokensPerFrame,
          });
          for (const decoded of [alone, together[i]]) {
            expect(decoded.tokens).toEqual(reference.tokens);
            expect(decoded.starts).toEqual(reference.frames);
            decoded.logProbs.forEach((x, k) => {
              expect(x).toBeCloseTo(reference.logProbs[k], 3);
            });
            if (kind === 'tdt')
              expect(decoded.ends).toEqual(
                reference.frames.map((frame, k) => frame + Math.max(1, reference.durations[k])),
              );
          }
        }
        expect(together.flatMap(({ tokens }) => tokens).length).toBeGreaterThan(4);
        await network.close();
      },
    );
  });
