import { diarizeActivity } from '../diarization/diarize-activity.js';
import { activityDefaults } from '../diarization/turns-of-activity.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import { diarizationSpeechDefaults } from '../vad/find-speech.js';
import { checkpointKey } from './checkpoints.js';
import { clusterFormat } from './cluster-format.js';
import { describeGhosts } from './describe-ghosts.js';
import type { ProcessRequest } from './plan.js';
import { runOnce } from './run-stage.js';
import { divideThreads, type ProcessContext } from './worker-pool.js';

/** Raised when the code gives another result for the same input: then old checkpoints have other keys. */
const activityVersion = 1;

/**
 * Which voices speak in one track, and when, by a segmentation model that hears whole recordings.
 * @param apart as in `diarizeTrack`
 */
export async function diarizeByActivity(
  pcm: PcmReader,
  speech: readonly Span[],
  { contentFp, plan, apart }: Pick<ProcessRequest, 'contentFp' | 'plan'> & { readonly apart: boolean },
  context: ProcessContext,
): Promise<readonly Cluster[]> {
  const { threads, speakers, minSpeakers, maxSpeakers } = plan;
  const { segmentation, speech: detector, voice } = plan.models;
  const counts = {
    least: speakers ?? minSpeakers ?? undefined,
    most: speakers ?? maxSpeakers ?? undefined,
  };
  const key = checkpointKey(contentFp, 'diarize', [
    'activity',
    activityVersion,
    [detector.hash, segmentation.hash, voice.hash],
    [diarizationSpeechDefaults, activityDefaults],
    [counts, apart],
  ]);
  return runOnce('diarize', segmentation.name, context, clusterFormat(key), async (control) => {
    const network = await context.networks.activity(segmentation, threads);
    const embedder = await context.networks.voice(voice, divideThreads(threads, voice.size).threadsPerWorker);
    const pieces = network.listen(pcm, control.signal);
    const activity = { speakers: network.speakers, step: network.step, pieces };
    const { clusters, ghosts } = await diarizeActivity(pcm, activity, speech, embedder, {
      ...counts,
      onlyInSpeech: apart,
      onProgress: control.onProgress,
    });
    if (ghosts > 0) context.emit({ kind: 'warning', message: describeGhosts(ghosts) });
    return clusters;
  });
}
