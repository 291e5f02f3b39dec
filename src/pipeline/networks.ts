import { join } from 'node:path';
import { z } from 'zod';
import { loadListener, loadRecognizer } from '../asr/architectures.js';
import type { LanguageListener, Recognizer } from '../asr/recognizer.js';
import { fewerOperators } from '../diarization/fewer-operators.js';
import { createTitanetEmbedder } from '../diarization/titanet-embedder.js';
import { createWespeakerEmbedder, type VoiceEmbedder } from '../diarization/voice-embedder.js';
import { ScribeError } from '../errors.js';
import { fbankDefaults } from '../features/fbank.js';
import type { InstalledModel } from '../models/installed.js';
import type { GraphCache } from '../onnx/graph-cache.js';
import { readModelMetadata } from '../onnx/model-metadata.js';
import { openSession, type Rewriting, type Session } from '../onnx/session.js';
import type { ActivityNetwork } from '../segmentation/activity-network.js';
import { createNemotronDiarizer, nemotronDefaults } from '../segmentation/nemotron-diarizer.js';
import { createPyannoteSegmenter, type Segmenter } from '../segmentation/segmenter.js';
import { shareFirstLayer } from '../segmentation/share-first-layer.js';
import { openTextEmbedder, type TextEmbedder } from '../text-embedding/text-embedder.js';
import { createSileroDetector, type SpeechDetector } from '../vad/silero.js';
import { sileroFollowing, sileroHearing } from '../vad/silero-graphs.js';
import { runnableArchitectures } from './architectures.js';

/** Catalog parameters of a network of one file. */
const fileSchema = z.object({ file: z.string().default('model.onnx') });

/** Catalog parameters of a voice network: the file, the length of its vectors, and how its features differ from WeSpeaker's. */
const voiceSchema = fileSchema.extend({
  dims: z.int().positive(),
  fbank: z
    .object({ window: z.enum(['hamming', 'povey']), scale: z.number().positive() })
    .partial()
    .default({}),
});

/** Catalog parameters of a Nemotron diarizer: the file, and what differs from the released one. */
const nemotronSchema = fileSchema.extend({
  speakers: z.int().positive().optional(),
  bins: z.int().positive().optional(),
});

/** The networks of a thread. Each is opened when it is first needed, and stays open. */
export interface Networks {
  speech(model: InstalledModel): Promise<SpeechDetector>;
  recognizer(model: InstalledModel, threads: number): Promise<Recognizer>;
  /** Opens one for a single use: the caller closes it. */
  openListener(model: InstalledModel, threads: number): Promise<LanguageListener>;
  voice(model: InstalledModel, threads: number): Promise<VoiceEmbedder>;
  segmentation(model: InstalledModel, threads: number): Promise<Segmenter>;
  text(model: InstalledModel, threads: number): Promise<TextEmbedder>;
  /** For models that `hearsWholeRecordings` names. */
  activity(model: InstalledModel, threads: number): Promise<ActivityNetwork>;
}

/** Bytes of the largest model whose networks are kept as they were optimized: of a larger one, a copy costs too much room. */
const largestKept = 128e6;

/** @param graphs folder in which optimized networks are kept; undefined: nowhere. */
export function createNetworks(graphs?: string): Networks {
  const cacheOf = ({ hash, size }: InstalledModel): GraphCache | undefined =>
    graphs !== undefined && size <= largestKept ? { folder: graphs, model: hash } : undefined;
  const open = new Map<string, Promise<unknown>>();
  const once = <T>(model: InstalledModel, threads: number, load: () => Promise<T>): Promise<T> => {
    const key = `${model.hash} ${threads}`;
    let network = open.get(key) as Promise<T> | undefined;
    if (!network) {
      network = load();
      open.set(key, network);
      // It may work for the next recording: memory is free again, a file was restored.
      network.catch(() => open.delete(key));
    }
    return network;
  };
  const single = (
    model: InstalledModel,
    task: string,
    file: string,
    threads: number,
    rewriting?: Rewriting,
  ): Promise<Session> => {
    if (!runnableArchitectures[task].includes(model.architecture))
      throw new ScribeError(
        'MODEL',
        `Loading the model ${model.name}: this version of scribe does not know its architecture ${model.architecture}.`,
        { hint: 'Run `scribe models list` and choose another one.' },
      );
    const options = { threads, fuseQuantized: true, cache: cacheOf(model), rewriting };
    return openSession(join(model.folder, file), options);
  };
  return {
    // The network is so small that a second thread makes it slower.
    speech: (model) =>
      once(model, 1, async () => {
        const part = (rewriting: Rewriting) =>
          single(model, 'speech', 'silero_vad_16k_op15.onnx', 1, rewriting);
        const networks = { hearing: await part(sileroHearing), following: await part(sileroFollowing) };
        return createSileroDetector(networks, model.name);
      }),
    recognizer: (model, threads) =>
      once(model, threads, () => loadRecognizer(model, { threads, cache: cacheOf(model) })),
    openListener: (model, threads) => loadListener(model, { threads, cache: cacheOf(model) }),
    voice: (model, threads) =>
      once(model, threads, async () => {
        const { file, dims, fbank } = voiceSchema.parse(model.parameters);
        const session = await single(model, 'voice', file, threads, fewerOperators);
        if (model.architecture === 'titanet') return createTitanetEmbedder(session, model.name, dims);
        return createWespeakerEmbedder(session, model.name, dims, { ...fbankDefaults, ...fbank });
      }),
    text: (model, threads) => once(model, threads, () => openTextEmbedder(model, { threads })),
    segmentation: (model, threads) =>
      once(model, threads, async () => {
        const { file } = fileSchema.parse(model.parameters);
        const path = join(model.folder, file);
        const part = (rewriting?: Rewriting) => single(model, 'segmentation', file, threads, rewriting);
        const network = await shareFirstLayer(path, part);
        const metadata = Object.fromEntries(readModelMetadata(path));
        return createPyannoteSegmenter(network, model.name, { ...metadata, ...model.parameters });
      }),
    activity: (model, threads) =>
      once(model, threads, async () => {
        const { file, ...layout } = nemotronSchema.parse(model.parameters);
        const session = await single(model, 'segmentation', file, threads);
        return createNemotronDiarizer(session, model.name, { ...nemotronDefaults, ...layout });
      }),
  };
}
