import { diarize } from '../diarization/diarize.js';
import type { VoiceWindow } from '../diarization/embed-windows.js';
import { preferOneVoice } from '../diarization/one-voice.js';
import type { Background } from '../diarization/voice-embedder.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import { diarizationSpeechDefaults } from '../vad/find-speech.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import { divideThreads } from './pool.js';
import type { ProcessContext } from './process-context.js';
import type { ProcessRequest } from './requests.js';
import { runOnce } from './run-stage.js';

/** Raised when the code gives another result for the same input, so that old checkpoints are not taken for new. */
const diarizationVersion = 1;

/** Whose voices there are in one track, and where each speaks. */
export async function findSpeakers(
  pcm: PcmReader,
  speech: readonly Span[],
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<readonly Cluster[]> {
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
  const format = { key, toText: clustersToText, fromText: textToClusters };
  return runOnce('diarize', models.voice.name, context, format, async (control) => {
    const model = models.voice;
    const { lanes, threadsPerLane } = divideThreads(threads, model.size);
    const embedder = await context.networks.voice(model, threadsPerLane);
    const { pcmPath } = audio;
    const embed = async (windows: readonly VoiceWindow[], background: Background) => {
      const requests = slices(windows, embedSlice).map(
        (part) =>
          ({ kind: 'embed', pcmPath, model, threads: threadsPerLane, windows: part, background }) as const,
      );
      const vectors = new Float32Array(windows.length * embedder.dims);
      const found = await context.lanes.runAll(requests, lanes, context, control);
      found.forEach((part, i) => {
        vectors.set(part, i * embedSlice * embedder.dims);
      });
      return vectors;
    };
    return (await diarize(pcm, speech, embedder, { ...counts, ...control, embed })).clusters;
  });
}

/**
 * The voices of a track that was recorded apart from others: one, unless more clearly speak in it. A number of
 * speakers that was asked for is that of all tracks: none gets more than the others leave, at one voice each.
 * @param speaking how many tracks have words
 */
export async function findSpeakersApart(
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
  return preferOneVoice(await findSpeakers(pcm, speech, { ...request, plan }, context));
}

/** Excerpts that a lane embeds at once: about a minute and a half of speech. */
const embedSlice = 128;

function slices<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

function clustersToText(clusters: readonly Cluster[]): string {
  return JSON.stringify(
    clusters.map(({ centroid, ...cluster }) => ({
      ...cluster,
      model: centroid.model,
      vector: floatsToText(centroid.vector),
    })),
  );
}

function textToClusters(text: string): Cluster[] {
  const kept = JSON.parse(text) as (Omit<Cluster, 'centroid'> & { model: string; vector: string })[];
  return kept.map(({ model, vector, ...cluster }) => ({
    ...cluster,
    centroid: { model, vector: textToFloats(vector) },
  }));
}
