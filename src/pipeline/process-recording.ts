import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import { type PcmReader, withPcm } from '../signal/pcm.js';
import { diarize } from '../speakers/diarize.js';
import type { Background } from '../speakers/embed-voice.js';
import type { VoiceWindow } from '../speakers/voice-windows.js';
import { diarizationSpeechDefaults, findSpeech, findSpeechDefaults } from '../vad/find-speech.js';
import { joinParts } from '../vad/silero.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import { divideThreads, type Lanes } from './lanes.js';
import type { Networks } from './networks.js';
import { recognizeInBlocks } from './recognize-in-blocks.js';
import type { ProcessedRecording, ProcessRequest } from './requests.js';
import { type JobContext, runOnce, runStage } from './run-stage.js';
import { siftWords } from './sift-words.js';

/** What a thread that processes recordings has at hand. */
export interface ProcessContext extends JobContext {
  readonly networks: Networks;
  readonly lanes: Lanes;
}

/** Raised when a stage's code gives another result for the same input, so that old checkpoints are not taken for new. */
const stageVersions = { speech: 1, recognition: 3, diarization: 1 } as const;

/** The stages between decoded audio and attributed turns, in their order, each taken from its checkpoint if it has one. */
export async function processRecording(
  request: ProcessRequest,
  context: ProcessContext,
): Promise<ProcessedRecording> {
  const { models } = request.plan;
  const duration = request.audio.samples / sampleRate;
  return withPcm(request.audio.pcmPath, async (pcm) => {
    const probabilities = await detectSpeech(pcm, request, context);
    const speech = findSpeech(probabilities, duration);
    const recognized = await recognize(pcm, speech, request, context);
    const voiced = findSpeech(probabilities, duration, diarizationSpeechDefaults);
    const clusters = await findSpeakers(pcm, voiced, request, context);
    const { segments } = recognized;
    const policy = request.plan.inventedWords;
    const { turns, suppressed, warnings } = siftWords({
      segments,
      speech,
      voiced,
      clusters,
      duration,
      policy,
    });
    for (const message of warnings) context.emit({ kind: 'warning', message });
    return {
      language: recognized.language,
      models: { speech: models.speech.name, recognition: models.recognition.name, voice: models.voice.name },
      clusters,
      turns,
      suppressed,
    };
  });
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

async function findSpeakers(
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
    stageVersions.diarization,
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
