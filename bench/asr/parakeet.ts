import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession, Tensor } from '../../src/onnx/session.js';
import { encoderFeeds, slowFeatures } from '../../test/fixtures/encoder-feeds.js';
import { parakeetConformer } from '../../test/fixtures/make-conformer.js';
import { fullParakeet, writeTransducer } from '../../test/fixtures/make-parakeet.js';
import { type Recognized, startContestant } from './contestants.js';
import { inTurns, milliseconds, openTable, ratio } from './measure.js';
import { matrixProducts, subsampling } from './products.js';
import { writeRecording } from './recording.js';

/** Seconds of a window; frames of 10 ms. */
const length = 20;

/**
 * Random weights at the shapes of Parakeet TDT 0.6b: the encoder against nothing but its matrix products, and
 * sherpa-onnx on the same window from samples to text.
 *
 * @param layers of 24; each costs the same.
 */
export async function compareParakeet(options: {
  readonly work: string;
  readonly turns: number;
  readonly threads: readonly number[];
  readonly layers: number;
}): Promise<void> {
  const sizes = { ...parakeetConformer, layers: options.layers };
  const frames = length * 100;
  const pcmPath = join(options.work, 'window.pcm');
  writeRecording(pcmPath, length / 60);
  const row = openTable(
    `Parakeet's shapes, ${sizes.layers} layers: milliseconds for ${length} s (median of ${options.turns})`,
    [
      'weights',
      'threads',
      'encoder',
      'its products alone',
      'sherpa-onnx, whole',
      'encoder / products',
      'sherpa-onnx / encoder',
    ],
  );
  for (const precision of ['float32', 'int8'] as const) {
    const folder = join(options.work, `parakeet-${precision}`);
    writeTransducer(folder, 'tdt', { ...fullParakeet, layout: 'sherpa', encoder: sizes, precision });
    const suffix = existsSync(join(folder, 'encoder.int8.onnx')) ? '.int8.onnx' : '.onnx';
    const products = join(folder, 'products.onnx');
    const rows = Math.ceil(frames / subsampling);
    writeFileSync(products, matrixProducts(sizes, rows, precision, join(folder, 'products.weights')));
    for (const threads of options.threads) {
      const encoder = await openSession(join(folder, `encoder${suffix}`), { threads });
      const bare = await openSession(products, { threads });
      const sherpa = startContestant('sherpa');
      await sherpa.call('load', { folder, threads, transducer: suffix });
      const feeds = encoderFeeds([slowFeatures(sizes.bins, frames, 1)], sizes.bins);
      const one = { size: new Tensor('float32', Float32Array.of(1), [1]) };
      const found = await inTurns(
        {
          encoder: () => milliseconds(() => encoder.run(feeds)),
          products: () => milliseconds(() => bare.run(one)),
          sherpa: async () => {
            const windows = [[0, length]];
            return 1000 * (await sherpa.call<Recognized>('recognize', { pcmPath, windows })).seconds;
          },
        },
        options.turns,
      );
      sherpa.close();
      await encoder.release();
      await bare.release();
      row(
        precision,
        `${threads}`,
        ...[found.encoder, found.products, found.sherpa].map((ms) => ms.toFixed(0)),
        ratio(found.encoder / found.products, { atMost: 1.3 }),
        ratio(found.sherpa / found.encoder),
      );
    }
  }
}
