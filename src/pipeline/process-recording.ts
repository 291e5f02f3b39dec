import { confidenceWarning } from '../domain/confidence.js';
import { sampleRate } from '../domain/recording.js';
import { withoutHoles } from '../domain/time.js';
import { placesOf } from '../domain/unrecognized.js';
import { withAllPcm } from '../features/pcm.js';
import { countWarnings, joinTracks, mostSpoken } from '../transcript/join-tracks.js';
import { diarizationSpeechDefaults, findSpeech } from '../vad/find-speech.js';
import { assembleTranscript } from './assemble-transcript.js';
import { createCrosstalk } from './crosstalk.js';
import { findSpeakers, findSpeakersApart } from './find-speakers.js';
import { listen } from './listen.js';
import type { ProcessContext } from './process-context.js';
import { recognizeSpeech } from './recognize-speech.js';
import type { ProcessedRecording, ProcessRequest } from './requests.js';
import { inOneStage, tracksOf } from './tracks.js';

/**
 * The stages between decoded audio and attributed turns, in their order, each taken from its checkpoint if it has one.
 * Of a recording whose channels stay apart each track goes through them as if it were a recording of its own.
 */
export async function processRecording(
  request: ProcessRequest,
  context: ProcessContext,
): Promise<ProcessedRecording> {
  const { models, hallucinations: policy } = request.plan;
  const duration = request.audio.samples / sampleRate;
  const requests = tracksOf(request);
  return withAllPcm(
    [request, ...requests].map(({ audio }) => audio.pcmPath),
    async ([mono, ...pcms]) => {
      const tracks = requests.map((own, i) => ({ request: own, pcm: pcms[i] }));
      const whole = tracks.length === 1 ? tracks[0] : { request, pcm: mono };
      const listened = await inOneStage(tracks, context, (track, own, i) =>
        listen(track, i === 0 ? whole : null, own),
      );
      const { odds } = listened[0];
      const found = listened.map(({ probabilities }) => probabilities);
      const crosstalk = tracks.length > 1 ? createCrosstalk(pcms) : null;
      const heard = (crosstalk?.hush(found) ?? found).map((probabilities) => ({
        speech: findSpeech(probabilities, duration),
        voiced: findSpeech(probabilities, duration, diarizationSpeechDefaults),
      }));
      const recognized = await inOneStage(tracks, context, ({ request }, own, i) =>
        recognizeSpeech(heard[i].speech, odds, request, own),
      );
      const written = recognized.map(({ segments }) => segments);
      const words = crosstalk?.dropCopies(written) ?? written.map((segments) => ({ segments, copies: [] }));
      const speaking = words.filter(({ segments }) => segments.length > 0).length;
      const voices = await inOneStage(tracks, context, ({ pcm, request }, own, i) =>
        tracks.length === 1
          ? findSpeakers(pcm, heard[i].voiced, request, own)
          : words[i].segments.length > 0
            ? findSpeakersApart(pcm, heard[i].voiced, request, speaking, own)
            : Promise.resolve([]),
      );
      const sifted = tracks.map((_, i) =>
        assembleTranscript({
          ...heard[i],
          segments: words[i].segments,
          speech: withoutHoles(heard[i].speech, words[i].copies),
          clusters: voices[i],
          duration,
          policy,
        }),
      );
      const joined =
        tracks.length === 1
          ? { clusters: voices[0], ...sifted[0] }
          : joinTracks(voices.map((clusters, i) => ({ clusters, ...sifted[i] })));
      const { clusters, turns, suppressed, unrecognized } = joined;
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
          voice: models.voice.name,
        },
        clusters,
        turns,
        suppressed,
        unrecognized,
        warnings: [
          ...(doubt === null ? [] : [doubt]),
          ...new Set(recognized.flatMap((track) => track.warnings)),
          ...(tracks.length > 1 ? countWarnings(request.plan.speakers, clusters.length) : []),
        ],
      };
    },
  );
}
