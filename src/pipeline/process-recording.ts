import { sampleRate } from '../domain/recording.js';
import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import { type PcmReader, withAllPcm } from '../signal/pcm.js';
import { diarizationSpeechDefaults, findSpeech, findSpeechDefaults } from '../vad/find-speech.js';
import { joinParts } from '../vad/silero.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import { createCrosstalk } from './crosstalk.js';
import { findSpeakers, findSpeakersApart } from './find-speakers.js';
import { joinTracks, mostSpoken } from './join-tracks.js';
import { divideThreads } from './lanes.js';
import type { ProcessContext } from './process-context.js';
import { recognizeInBlocks } from './recognize-in-blocks.js';
import type { ProcessedRecording, ProcessRequest } from './requests.js';
import { runOnce, runStage } from './run-stage.js';
import { siftWords } from './sift-words.js';
import { inOneStage, tracksOf } from './tracks.js';

/** Raised when a stage's code gives another result for the same input, so that old checkpoints are not taken for new. */
const stageVersions = { speech: 1, recognition: 3 } as const;

/**
 * The stages between decoded audio and attributed turns, in their order, each taken from its checkpoint if it has one.
 * Of a recording whose channels stay apart each track goes through them as if it were a recording of its own.
 */
export async function processRecording(
  request: ProcessRequest,
  context: ProcessContext,
): Promise<ProcessedRecording> {
  const { models, inventedWords: policy } = request.plan;
  const duration = request.audio.samples / sampleRate;
  const requests = tracksOf(request);
  return withAllPcm(
    requests.map(({ audio }) => audio.pcmPath),
    async (pcms) => {
      const tracks = requests.map((own, i) => ({ request: own, pcm: pcms[i] }));
      const found = await inOneStage(tracks, context, ({ pcm, request }, own) =>
        detectSpeech(pcm, request, own),
      );
      const crosstalk = tracks.length > 1 ? createCrosstalk(pcms) : null;
      const heard = (crosstalk?.hush(found) ?? found).map((probabilities) => ({
        speech: findSpeech(probabilities, duration),
        voiced: findSpeech(probabilities, duration, diarizationSpeechDefaults),
      }));
      const recognized = await inOneStage(tracks, context, ({ pcm, request }, own, i) =>
        recognize(pcm, heard[i].speech, request, own),
      );
      const written = recognized.map(({ segments }) => segments);
      const words = crosstalk?.dropCopies(written) ?? written;
      const speaking = words.filter((segments) => segments.length > 0).length;
      const voices = await inOneStage(tracks, context, ({ pcm, request }, own, i) =>
        tracks.length === 1
          ? findSpeakers(pcm, heard[i].voiced, request, own)
          : words[i].length > 0
            ? findSpeakersApart(pcm, heard[i].voiced, request, speaking, own)
            : Promise.resolve([]),
      );
      const sifted = tracks.map((_, i) =>
        siftWords({ segments: words[i], ...heard[i], clusters: voices[i], duration, policy }),
      );
      for (const message of sifted.flatMap(({ warnings }) => warnings))
        context.emit({ kind: 'warning', message });
      const joined =
        tracks.length === 1
          ? { clusters: voices[0], ...sifted[0] }
          : joinTracks(voices.map((clusters, i) => ({ clusters, ...sifted[i] })));
      return {
        language: mostSpoken(recognized),
        models: {
          speech: models.speech.name,
          recognition: models.recognition.name,
          voice: models.voice.name,
        },
        clusters: joined.clusters,
        turns: joined.turns,
        suppressed: joined.suppressed,
      };
    },
  );
}

async function detectSpeech(
  pcm: PcmReader,
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<Float32Array> {
  const model = plan.models.speech;
  const key = checkpointKey(contentFp, 'detect-speech', [stageVersions.speech, model.hash]);
  const format = { key, toText: floatsToText, fromText: textToFloats };
  return runOnce('detect-speech', model.name, context, format, async (control) => {
    const detector = await context.networks.speech(model);
    const { pcmPath } = audio;
    const requests = detector.plan(pcm).map((part) => ({ kind: 'listen', pcmPath, model, part }) as const);
    return joinParts(await context.lanes.runAll(requests, plan.threads, context, control));
  });
}

async function recognize(
  pcm: PcmReader,
  speech: readonly Span[],
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<{ language: string; segments: Segment[] }> {
  const model = plan.models.recognition;
  const { lanes, threadsPerLane } = divideThreads(plan.threads, model.size);
  const { recognizer, windows, language } = await runStage('open', model.name, context, async () => {
    const recognizer = await context.networks.recognizer(model, threadsPerLane);
    const windows = recognizer.packWindows(speech);
    return { recognizer, windows, language: await recognizer.chooseLanguage(pcm, windows, plan.language) };
  });
  const decidedBy = [
    stageVersions.recognition,
    plan.models.speech.hash,
    model.hash,
    findSpeechDefaults,
    language,
    plan.decoding,
  ];
  const segments = await recognizeInBlocks(
    {
      recognizer,
      windows,
      keyOf: (block) => checkpointKey(contentFp, `recognize-${block}`, decidedBy),
      recognize: (batches, control) => {
        const { pcmPath } = audio;
        const { decoding } = plan;
        const common = {
          kind: 'recognize',
          pcmPath,
          model,
          threads: threadsPerLane,
          language,
          decoding,
        } as const;
        const requests = batches.map((batch) => ({ ...common, batch }));
        return context.lanes.runAll(requests, lanes, context, control);
      },
    },
    context,
  );
  return { language, segments };
}
