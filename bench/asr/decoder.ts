import { join } from 'node:path';
import { loadWhisper, type WhisperModel } from '../../src/asr/whisper/networks/model.js';
import { layersOf } from '../../src/asr/whisper/networks/network.js';
import { decodeWindows } from '../../src/asr/whisper/search/decode.js';
import { createRandom } from '../../src/asr/whisper/search/sampler.js';
import { openSession, type Session, Tensor } from '../../src/onnx/session.js';
import { startContestant } from './contestants.js';
import { inTurns, milliseconds, openTable, ratio } from './measure.js';
import type { BenchModel } from './models.js';

const batches = [1, 2, 4, 8, 16];
/** Tokens that every row writes. */
const tokens = 64;

/** Encoder positions of a window as it is recognized: 12 s of speech where the network takes short ones, else 30 s. */
const positionsOf = ({ installed, sizes }: BenchModel): number =>
  installed.parameters.shortWindows ? 625 : sizes.positions;

/**
 * The decoder alone: scribe's decoding with all its rules, the bare graph with the same calls and no
 * rules, and transformers.js, one row after the other
 * and always over 30 s, whose time has that of the encoder taken out.
 */
export async function compareDecoders(
  models: readonly BenchModel[],
  options: { readonly turns: number; readonly threads: readonly number[] },
): Promise<void> {
  const row = openTable(
    `Decoder alone: milliseconds for each step of ${tokens}, all rows together (median of ${options.turns})`,
    [
      'model',
      'threads',
      'rows',
      'scribe',
      'the graph',
      'transformers.js',
      'scribe / graph',
      'transformers.js / scribe',
    ],
  );
  for (const bench of models)
    for (const threads of options.threads) {
      const { name, installed } = bench;
      const positions = positionsOf(bench);
      const model = await loadWhisper(installed.folder, { threads });
      const path = join(installed.folder, 'onnx', 'decoder_model_merged.onnx');
      const graph = await openSession(path, { threads });
      const peer = startContestant('transformers');
      await peer.call('load', { folder: installed.folder, threads });
      let alone = Number.NaN;
      for (const rows of batches) {
        const hidden = noise(rows * positions * model.network.width);
        const ours = {
          scribe: () => milliseconds(() => decode(model, hidden, positions, rows)),
          graph: () => milliseconds(() => replay(graph, model, hidden, positions, rows)),
        };
        // It cannot decode rows together: more of them take as many times as long.
        const theirs = async () => {
          const encoder = await peer.call<number>('encode', { rows: 1 });
          return 1000 * ((await peer.call<number>('write', { count: tokens })) - encoder);
        };
        const found = await inTurns(
          rows === 1 ? { ...ours, peer: theirs } : { ...ours, peer: async () => alone },
          options.turns,
        );
        alone = found.peer;
        const peerTime = rows * alone;
        row(
          name,
          `${threads}`,
          `${rows}`,
          ...[found.scribe, found.graph, peerTime].map((ms) => (ms / tokens).toFixed(2)),
          ratio(found.scribe / found.graph, { atMost: 1.15 }),
          ratio(peerTime / found.scribe),
        );
      }
      peer.close();
      await graph.release();
      await model.network.close();
    }
}

/** Every row writes all its tokens: the end is forbidden, and loops are not looked for. */
async function decode(
  model: WhisperModel,
  hidden: Float32Array,
  positions: number,
  rows: number,
): Promise<void> {
  const special = { ...model.tokens, suppressed: [...model.tokens.suppressed, model.tokens.end] };
  const written = await decodeWindows(model.network, special, hidden, positions, {
    prompts: Array.from({ length: rows }, () => promptOf(model)),
    timestamps: false,
    startIndex: 0,
    maxTokens: Array.from({ length: rows }, () => tokens),
    context: model.context,
    stopLoops: false,
    alignmentHeads: model.alignmentHeads,
    beam: 1,
    patience: 1,
    bestOf: 1,
    temperature: 0,
    random: () => createRandom(0),
  });
  if (written.some((row) => row.tokens.length !== tokens)) throw new Error('A row ended early.');
}

const promptOf = ({ tokens }: WhisperModel) => [tokens.start, tokens.noTimestamps];

/** The calls of the decoder that `decode` makes, with tokens that are known beforehand. */
async function replay(
  graph: Session,
  model: WhisperModel,
  hidden: Float32Array,
  positions: number,
  rows: number,
): Promise<void> {
  const { network } = model;
  const pasts = graph.inputNames.filter((name) => name.startsWith('past_key_values.'));
  const attention = layersOf(model.alignmentHeads).map((layer) => `cross_attentions.${layer}`);
  const presentOf = (past: string) => past.replace('past_key_values.', 'present.');
  const ids = (list: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(list, BigInt), [rows, list.length / rows]);
  const headWidth = network.width / network.heads;
  const feeds: Record<string, Tensor> = {
    encoder_hidden_states: new Tensor('float32', hidden, [rows, positions, network.width]),
    use_cache_branch: new Tensor('bool', [false], [1]),
    input_ids: ids(Array.from({ length: rows }, () => promptOf(model)).flat()),
  };
  for (const past of pasts)
    feeds[past] = new Tensor('float32', new Float32Array(0), [rows, network.heads, 0, headWidth]);
  const next = ids(Array.from({ length: rows }, () => model.tokens.noTimestamps));
  let kept = pasts;
  for (let step = 0; step < tokens; step++) {
    const out = await graph.run(feeds, ['logits', ...kept.map(presentOf), ...attention]);
    for (const past of kept) feeds[past] = out[presentOf(past)] as Tensor;
    feeds.input_ids = next;
    feeds.use_cache_branch = new Tensor('bool', [true], [1]);
    kept = pasts.filter((past) => past.includes('.decoder.'));
  }
}

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7));
}
