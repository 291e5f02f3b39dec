import { join } from 'node:path';
import { loadWhisper } from '../../src/asr/whisper/networks/model.js';
import { openSession, Tensor } from '../../src/onnx/session.js';
import { startContestant } from './contestants.js';
import { inTurns, milliseconds, openTable, ratio } from './measure.js';
import type { BenchModel } from './models.js';

/** Windows that go through the encoder at once; scribe sends them one by one. */
const batches = [1, 2, 4, 8, 16];
const frames = 3000;

/** The encoder alone on windows of 30 s. */
export async function compareEncoders(
  models: readonly BenchModel[],
  options: { readonly turns: number; readonly threads: readonly number[] },
): Promise<void> {
  const row = openTable(`Encoder alone: milliseconds for each window of 30 s (median of ${options.turns})`, [
    'model',
    'threads',
    'batch',
    'scribe, one by one',
    'the graph, together',
    'transformers.js, together',
    'together / one by one',
    'transformers.js / scribe',
  ]);
  for (const { name, installed, sizes } of models)
    for (const threads of options.threads) {
      const { network } = await loadWhisper(installed.folder, { threads });
      const graph = await openSession(join(installed.folder, 'onnx', 'encoder_model.onnx'), { threads });
      const peer = startContestant('transformers');
      await peer.call('load', { folder: installed.folder, threads });
      const mel = new Float32Array(sizes.bins * frames);
      for (const rows of batches) {
        const input = new Tensor('float32', new Float32Array(rows * mel.length), [rows, sizes.bins, frames]);
        const found = await inTurns(
          {
            single: () =>
              milliseconds(async () => {
                for (let i = 0; i < rows; i++) await network.encode(mel, frames);
              }),
            together: () => milliseconds(() => graph.run({ input_features: input })),
            peer: async () => 1000 * (await peer.call<number>('encode', { rows })),
          },
          options.turns,
        );
        row(
          name,
          `${threads}`,
          `${rows}`,
          ...[found.single, found.together, found.peer].map((ms) => (ms / rows).toFixed(1)),
          ratio(found.together / found.single),
          ratio(found.peer / found.single),
        );
      }
      peer.close();
      await graph.release();
      await network.close();
    }
}
