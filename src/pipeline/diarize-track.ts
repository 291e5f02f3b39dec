import { type DiarizationNetworks, diarize } from '../diarization/diarize.js';
import { preferOneVoice } from '../diarization/prefer-one-voice.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import { faintSpeechDefaults } from '../vad/find-speech.js';
import { hearsWholeRecordings } from './architectures.js';
import { checkpointKey } from './checkpoints.js';
import { clusterFormat } from './cluster-format.js';
import { describeGhosts } from './describe-ghosts.js';
import { diarizeByActivity } from './diarize-by-activity.js';
import type { ProcessRequest } from './plan.js';
import { runOnce, type StageControl } from './run-stage.js';
import { divideThreads, type ProcessContext } from './worker-pool.js';

/** Raised when the code gives another result for the same input: then old checkpoints have other keys. */
const diarizationVersion = 4;

/** Speech of one track, by how much the detector had to be sure of it. */
export interface HeardSpeech {
  readonly voiced: readonly Span[];
  readonly faint: readonly Span[];
}

/**
 * Which voices speak in one track, and when.
 * @param heard is asked for when the networks have heard everything: until then it may still be being found
 * @param apart whether the track stays apart from others, whose voices may be heard in it outside of its own speech
 */
export async function diarizeTrack(
  pcm: PcmReader,
  heard: () => Promise<HeardSpeech>,
  request: ProcessRequest,
  context: ProcessContext,
  apart = false,
): Promise<readonly Cluster[]> {
  const { contentFp, plan } = request;
  const { models, speakers, minSpeakers, maxSpeakers } = plan;
  if (hearsWholeRecordings(models.segmentation))
    return diarizeByActivity(pcm, (await heard()).voiced, { contentFp, plan, apart }, context);
  const counts = {
    speakers: speakers ?? undefined,
    minSpeakers: minSpeakers ?? undefined,
    maxSpeakers: maxSpeakers ?? undefined,
  };
  const key = checkpointKey(contentFp, 'diarize', [
    diarizationVersion,
    [models.speech.hash, models.segmentation.hash, models.voice.hash],
    faintSpeechDefaults,
    [counts, apart],
  ]);
  return runOnce('diarize', models.voice.name, context, clusterFormat(key), async (control) => {
    const networks = await openNetworks(request, context, control);
    const within = apart ? (await heard()).voiced : undefined;
    const faint = async () => (await heard()).faint;
    const { clusters, ghosts } = await diarize(pcm, faint, networks, { ...counts, within });
    if (ghosts > 0) context.emit({ kind: 'warning', message: describeGhosts(ghosts) });
    return clusters;
  });
}

/** Windows and pieces in one task of the pool. */
const taskSizes = { windows: 32, pieces: 64 } as const;
/** Share of the stage that is done when everything is segmented. */
const segmented = 0.4;

/** The networks of a diarization on the threads of the pool. */
async function openNetworks(
  { audio, plan }: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<DiarizationNetworks> {
  const { pcmPath } = audio;
  const { segmentation, voice } = plan.models;
  // Each by its own size: an LSTM in 8 bits gives other numbers when threads divide its windows.
  const segmenting = divideThreads(plan.threads, segmentation.size);
  const embedding = divideThreads(plan.threads, voice.size);
  const segmenter = await context.networks.segmentation(segmentation, segmenting.threadsPerWorker);
  const embedder = await context.networks.voice(voice, embedding.threadsPerWorker);
  return {
    segmenter,
    embedder,
    async segment(starts) {
      const { workers, threadsPerWorker: threads } = segmenting;
      const tasks = slices(starts, taskSizes.windows).map(
        (own) => ({ kind: 'segment', pcmPath, model: segmentation, threads, starts: own }) as const,
      );
      const onProgress = (share: number) => control.onProgress(segmented * share);
      const found = await context.pool.runAll(tasks, workers, context, { ...control, onProgress });
      return joined(found, new Uint8Array(starts.length * segmenter.frames * segmenter.speakers));
    },
    async embed(pieces) {
      const { workers, threadsPerWorker: threads } = embedding;
      const tasks = slices(pieces, taskSizes.pieces).map(
        (own) => ({ kind: 'embed', pcmPath, model: voice, threads, pieces: own }) as const,
      );
      const onProgress = (share: number) => control.onProgress(segmented + (1 - segmented) * share);
      const found = await context.pool.runAll(tasks, workers, context, { ...control, onProgress });
      return joined(found, new Float32Array(pieces.length * embedder.dims));
    },
  };
}

/**
 * The voices of a track that stays apart from others: one, unless more clearly speak in it. A given number of
 * speakers is that of all tracks: each gets what the others leave, at one voice each.
 * @param speaking how many tracks have words
 */
export async function diarizeTrackApart(
  pcm: PcmReader,
  heard: () => Promise<HeardSpeech>,
  request: ProcessRequest,
  speaking: number,
  context: ProcessContext,
): Promise<readonly Cluster[]> {
  const { speakers, maxSpeakers } = request.plan;
  const all = speakers ?? maxSpeakers;
  const most = all === null ? null : Math.max(1, all - speaking + 1);
  const plan = { ...request.plan, speakers: null, minSpeakers: null, maxSpeakers: most };
  return preferOneVoice(await diarizeTrack(pcm, heard, { ...request, plan }, context, true));
}

function slices<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** Puts arrays end to end into one. */
function joined<T extends Uint8Array | Float32Array>(parts: readonly T[], into: T): T {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}
