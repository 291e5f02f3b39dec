import { diarize } from '../diarization/diarize.js';
import type { VoiceWindow } from '../diarization/embed-windows.js';
import { preferOneVoice } from '../diarization/prefer-one-voice.js';
import type { Background } from '../diarization/voice-embedder.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import { diarizationSpeechDefaults } from '../vad/find-speech.js';
import { checkpointKey } from './checkpoints.js';
import { clusterFormat } from './cluster-format.js';
import { diarizeByActivity } from './diarize-by-activity.js';
import { hearsWholeRecordings } from './networks.js';
import type { ProcessRequest } from './plan.js';
import { runOnce } from './run-stage.js';
import { divideThreads, type ProcessContext } from './worker-pool.js';

/** Raised when the code gives another result for the same input: then old checkpoints have other keys. */
const diarizationVersion = 1;

/**
 * Which voices speak in one track, and when.
 * @param apart whether the track stays apart from others, whose voices may be heard in it outside of `speech`
 */
export async function diarizeTrack(
  pcm: PcmReader,
  speech: readonly Span[],
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
  apart = false,
): Promise<readonly Cluster[]> {
  if (hearsWholeRecordings(plan.models.segmentation))
    return diarizeByActivity(pcm, speech, { contentFp, plan, apart }, context);
  const { models, threads, speakers, minSpeakers, maxSpeakers } = plan;
  const counts = {
    speakers: speakers ?? undefined,
    minSpeakers: minSpeakers ?? undefined,
    maxSpeakers: maxSpeakers ?? undefined,
  };
  const key = checkpointKey(contentFp, 'diarize', [
    diarizationVersion,
    models.speech.hash,
    models.voice.hash,
    diarizationSpeechDefaults,
    counts,
  ]);
  return runOnce('diarize', models.voice.name, context, clusterFormat(key), async (control) => {
    const model = models.voice;
    const { workers, threadsPerWorker } = divideThreads(threads, model.size);
    const embedder = await context.networks.voice(model, threadsPerWorker);
    const { pcmPath } = audio;
    const embed = async (windows: readonly VoiceWindow[], background: Background) => {
      const tasks = slices(windows, embedSlice).map(
        (slice) =>
          ({ kind: 'embed', pcmPath, model, threads: threadsPerWorker, windows: slice, background }) as const,
      );
      const embeddings = new Float32Array(windows.length * embedder.dims);
      const found = await context.pool.runAll(tasks, workers, context, control);
      found.forEach((slice, i) => {
        embeddings.set(slice, i * embedSlice * embedder.dims);
      });
      return embeddings;
    };
    return (await diarize(pcm, speech, embedder, { ...counts, ...control, embed })).clusters;
  });
}

/**
 * The voices of a track that stays apart from others: one, unless more clearly speak in it. A given number of
 * speakers is that of all tracks: each gets what the others leave, at one voice each.
 * @param speaking how many tracks have words
 */
export async function diarizeTrackApart(
  pcm: PcmReader,
  speech: readonly Span[],
  request: ProcessRequest,
  speaking: number,
  context: ProcessContext,
): Promise<readonly Cluster[]> {
  const { speakers, maxSpeakers } = request.plan;
  const all = speakers ?? maxSpeakers;
  const most = all === null ? null : Math.max(1, all - speaking + 1);
  const plan = { ...request.plan, speakers: null, minSpeakers: null, maxSpeakers: most };
  return preferOneVoice(await diarizeTrack(pcm, speech, { ...request, plan }, context, true));
}

/** Windows in one task of the pool: about a minute and a half of speech. */
const embedSlice = 128;

function slices<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
