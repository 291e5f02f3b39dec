import { confidenceWarning } from '../domain/confidence.js';
import type { Meeting } from '../domain/meeting.js';
import { sampleRate } from '../domain/recording.js';
import { withoutHoles } from '../domain/time.js';
import { placesOf } from '../domain/unrecognized.js';
import { withAllPcm } from '../features/pcm.js';
import { countWarnings, joinTracks, mostSpoken } from '../transcript/join-tracks.js';
import { diarizationSpeechDefaults, faintSpeechDefaults, findSpeech } from '../vad/find-speech.js';
import { assembleTranscript } from './assemble-transcript.js';
import { createCrosstalk } from './crosstalk.js';
import { detectSpeech } from './detect-speech.js';
import { diarizeTrack, diarizeTrackApart } from './diarize-track.js';
import type { ProcessRequest } from './plan.js';
import { recognizeSpeech } from './recognize-speech.js';
import { inOneStage } from './run-stage.js';
import { takeSpeakers, takeWords } from './take-given.js';
import { translateTurns } from './translate-turns.js';
import type { ProcessContext } from './worker-pool.js';

export interface ProcessedRecording
  extends Pick<Meeting, 'language' | 'models' | 'clusters' | 'turns' | 'suppressed' | 'unrecognized'> {
  /** In sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * The stages between decoded audio and attributed turns, in their order; the result of each is taken from its
 * checkpoint if there is one. If channels stay apart, each track goes through them as if it were a recording.
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
      const tracks = requests.map((own, i) => ({ request: own, pcm: pcms[i] }));
      const apart = tracks.length > 1;
      const crosstalk = apart ? createCrosstalk(pcms) : null;

      // A track may hold one word: the language is identified once, in the mix.
      const whole = apart ? { request, pcm: mono } : tracks[0];
      const detected = await inOneStage(tracks, context, (track, own, i) =>
        detectSpeech(track, i === 0 ? whole : null, own),
      );
      const found = detected.map(({ probabilities }) => probabilities);
      const heard = (crosstalk?.suppress(found) ?? found).map((probabilities) => ({
        speech: findSpeech(probabilities, duration),
        voiced: findSpeech(probabilities, duration, diarizationSpeechDefaults),
        faint: findSpeech(probabilities, duration, faintSpeechDefaults),
      }));

      const recognized = await inOneStage(tracks, context, async ({ request }, own, i) =>
        given.words
          ? takeWords(given.words, detected[0].odds, own)
          : recognizeSpeech(heard[i].speech, detected[0].odds, request, own),
      );
      const written = recognized.map(({ segments }) => segments);
      const words =
        crosstalk?.dropDuplicates(written) ?? written.map((segments) => ({ segments, duplicates: [] }));

      const speaking = words.filter(({ segments }) => segments.length > 0).length;
      const clustered = await inOneStage(tracks, context, async ({ pcm, request }, own, i) => {
        if (given.speakers) return takeSpeakers(given.speakers, pcm, request, own);
        if (!apart) return diarizeTrack(pcm, heard[i], request, own);
        if (words[i].segments.length === 0) return [];
        return diarizeTrackApart(pcm, heard[i], request, speaking, own);
      });

      const assembled = clustered.map((clusters, i) => ({
        clusters,
        ...assembleTranscript({
          segments: words[i].segments,
          speech: withoutHoles(heard[i].speech, words[i].duplicates),
          voiced: heard[i].voiced,
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
