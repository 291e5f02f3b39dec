import { confidenceWarning } from '../domain/confidence.js';
import type { Meeting } from '../domain/meeting.js';
import { sampleRate } from '../domain/recording.js';
import { withoutHoles } from '../domain/time.js';
import { placesOf } from '../domain/unrecognized.js';
import { withAllPcm } from '../features/pcm.js';
import { countWarnings, joinTracks, mostSpoken } from '../transcript/join-tracks.js';
import { assembleTranscript } from './assemble-transcript.js';
import { hearTracks } from './hear-tracks.js';
import type { ProcessRequest } from './plan.js';
import { translateTurns } from './translate-turns.js';
import type { ProcessContext } from './worker-pool.js';

export interface ProcessedRecording
  extends Pick<Meeting, 'language' | 'models' | 'clusters' | 'turns' | 'suppressed' | 'unrecognized'> {
  /** In sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * The stages between decoded audio and attributed turns; the result of each is taken from its checkpoint if there is one. If channels stay apart, each track goes through them as if it were a recording.
 */
export async function processRecording(
  request: ProcessRequest,
  context: ProcessContext,
): Promise<ProcessedRecording> {
  const { models, hallucinations: policy, speakers } = request.plan;
  const given = request.given ?? { words: null, speakers: null };
  const duration = request.audio.samples / sampleRate;
  // Another program heard one recording, and no tracks.
  const requests = request.given ? [request] : tracksOf(request);
  return withAllPcm(
    [request, ...requests].map(({ audio }) => audio.pcmPath),
    async ([mono, ...pcms]) => {
      const apart = pcms.length > 1;
      const tracks = requests.map((own, i) => ({ request: own, pcm: pcms[i] }));
      const found = await hearTracks(tracks, apart ? { request, pcm: mono } : tracks[0], context);
      const recognized = found.map((track) => track.recognized);
      const assembled = found.map(({ heard, words, clusters }) => ({
        clusters,
        ...assembleTranscript({
          segments: words.segments,
          speech: withoutHoles(heard.speech, words.duplicates),
          voiced: heard.voiced,
          clusters,
          duration,
          policy: given.words ? 'keep' : policy,
        }),
      }));
      const { clusters, suppressed, unrecognized, ...joined } = apart ? joinTracks(assembled) : assembled[0];
      const trackOf = new Map(clusters.map(({ id, track }) => [id, track]));
      const turns = await translateTurns(
        joined.turns,
        ({ clusterId }) => (requests[trackOf.get(clusterId) ?? -1] ?? request).audio.pcmPath,
        request,
        context,
      );
      if (unrecognized.length > 0) {
        const message = `Speech without words in the transcript: ${placesOf(unrecognized, 3)}.`;
        context.emit({ kind: 'warning', message });
      }
      const doubt = confidenceWarning(turns);
      return {
        language: mostSpoken(recognized),
        models: {
          speech: models.speech.name,
          recognition: [...new Set(recognized.flatMap((track) => track.models))].join(', '),
          segmentation: given.speakers?.source ?? models.segmentation.name,
          voice: models.voice.name,
          ...(turns.some(({ translation }) => translation) && { translation: models.translator?.name }),
        },
        clusters,
        turns,
        suppressed,
        unrecognized,
        warnings: [
          ...(doubt === null ? [] : [doubt]),
          ...new Set(recognized.flatMap((track) => track.warnings)),
          ...(apart ? countWarnings(speakers, clusters.length) : []),
        ],
      };
    },
  );
}

/** A request for each track of a recording, as if it were a recording; the request itself if there is one track. */
function tracksOf(request: ProcessRequest): readonly ProcessRequest[] {
  const { audio, contentFp } = request;
  if (audio.tracks.length === 0) return [request];
  return audio.tracks.map((pcmPath, i) => ({
    ...request,
    audio: { pcmPath, samples: audio.samples, tracks: [] },
    contentFp: `${contentFp}-${i + 1}`,
  }));
}
