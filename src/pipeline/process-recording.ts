import type { MeetingModels } from '../domain/meeting.js';
import { type Audio, sampleRate } from '../domain/recording.js';
import type { Cluster, Turn } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../onnx/model-store.js';
import { openPcm, type PcmReader } from '../signal/pcm.js';
import { attributeWords } from '../speakers/attribute-words.js';
import { diarize } from '../speakers/diarize.js';
import { diarizationSpeechDefaults, findSpeech, findSpeechDefaults } from '../vad/find-speech.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import type { Networks } from './networks.js';
import { recognizeInBlocks } from './recognize-in-blocks.js';
import { type JobContext, runOnce } from './run-stage.js';

export interface PipelineModels {
  readonly speech: InstalledModel;
  readonly recognition: InstalledModel;
  readonly voice: InstalledModel;
}

/** Everything that decides what a transcript will look like, besides its audio. */
export interface ProcessPlan {
  readonly models: PipelineModels;
  readonly language: string;
  readonly threads: number;
  readonly speakers: number | null;
  readonly minSpeakers: number | null;
  readonly maxSpeakers: number | null;
}

export interface ProcessedRecording {
  readonly language: string;
  readonly models: MeetingModels;
  readonly clusters: readonly Cluster[];
  readonly turns: readonly Turn[];
}

/** Raised when a stage's code gives another result for the same input, so that old checkpoints are not taken for new. */
const stageVersions = { speech: 1, recognition: 1, diarization: 1 } as const;

/** The stages between decoded audio and attributed turns, in their order, each taken from its checkpoint if it has one. */
export async function processRecording(
  audio: Audio,
  contentFp: string,
  plan: ProcessPlan,
  networks: Networks,
  context: JobContext,
): Promise<ProcessedRecording> {
  const { models } = plan;
  const duration = audio.samples / sampleRate;
  const pcm = openPcm(audio.pcmPath);
  try {
    const probabilities = await detectSpeech(pcm, contentFp, plan, networks, context);
    const segments = await recognize(
      pcm,
      findSpeech(probabilities, duration),
      contentFp,
      plan,
      networks,
      context,
    );
    const voiced = findSpeech(probabilities, duration, diarizationSpeechDefaults);
    const clusters = await findSpeakers(pcm, voiced, contentFp, plan, networks, context);
    return {
      language: mainLanguage(segments, plan),
      models: { speech: models.speech.name, recognition: models.recognition.name, voice: models.voice.name },
      clusters,
      turns: attributeWords(segments, clusters),
    };
  } finally {
    pcm.close();
  }
}

async function detectSpeech(
  pcm: PcmReader,
  contentFp: string,
  { models }: ProcessPlan,
  networks: Networks,
  context: JobContext,
): Promise<Float32Array> {
  const key = checkpointKey(contentFp, 'detect-speech', [stageVersions.speech, models.speech.hash]);
  const format = { key, toText: floatsToText, fromText: textToFloats };
  return runOnce('detect-speech', models.speech.name, context, format, async (control) => {
    const detector = await networks.speech(models.speech);
    return detector.detect(pcm, control);
  });
}

async function recognize(
  pcm: PcmReader,
  speech: readonly Span[],
  contentFp: string,
  { models, language, threads }: ProcessPlan,
  networks: Networks,
  context: JobContext,
): Promise<Segment[]> {
  const recognizer = await networks.recognizer(models.recognition, threads);
  const decidedBy = [
    stageVersions.recognition,
    models.speech.hash,
    models.recognition.hash,
    findSpeechDefaults,
    language,
  ];
  const keyOf = (block: number) => checkpointKey(contentFp, `recognize-${block}`, decidedBy);
  return recognizeInBlocks(recognizer, pcm, recognizer.packWindows(speech), language, keyOf, context);
}

async function findSpeakers(
  pcm: PcmReader,
  speech: readonly Span[],
  contentFp: string,
  { models, threads, speakers, minSpeakers, maxSpeakers }: ProcessPlan,
  networks: Networks,
  context: JobContext,
): Promise<readonly Cluster[]> {
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
    const embedder = await networks.voice(models.voice, threads);
    return (await diarize(pcm, speech, embedder, { ...counts, ...control })).clusters;
  });
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

/** The language in which most is said; without words, the one that was asked for or that the model speaks. */
function mainLanguage(segments: readonly Segment[], plan: ProcessPlan): string {
  const seconds = new Map<string, number>();
  for (const { language, start, end } of segments)
    seconds.set(language, (seconds.get(language) ?? 0) + end - start);
  const [most] = [...seconds].sort((a, b) => b[1] - a[1]);
  if (most) return most[0];
  if (plan.language !== 'auto') return plan.language;
  const [only, ...others] = plan.models.recognition.languages;
  return others.length === 0 && only !== '*' ? only : 'und';
}
