import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodingDefaults } from '../src/asr/recognizer.js';
import { embedSpeech } from '../src/diarization/embed-speech.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Cluster } from '../src/domain/speakers.js';
import { withPcm } from '../src/features/pcm.js';
import { speechModel } from '../src/ingest/choose-models.js';
import { findInCatalog, type ModelTask } from '../src/models/catalog.js';
import { verifyModel } from '../src/models/installed.js';
import type { DecodedRecording } from '../src/pipeline/decode-once.js';
import { detectSpeech } from '../src/pipeline/detect-speech.js';
import { diarizeTrack } from '../src/pipeline/diarize-track.js';
import { createJobRunner } from '../src/pipeline/jobs.js';
import { createNetworks } from '../src/pipeline/networks.js';
import type { PipelineModels, ProcessRequest } from '../src/pipeline/plan.js';
import { soleRecognizer } from '../src/pipeline/plan.js';
import { createPoolTaskRunner } from '../src/pipeline/pool-tasks.js';
import type { ProcessedRecording } from '../src/pipeline/process-recording.js';
import type { JobContext } from '../src/pipeline/run-stage.js';
import { createWorkerPool } from '../src/pipeline/worker-pool.js';
import { settingDefinitions } from '../src/settings/definitions.js';
import { diarizationSpeechDefaults, faintSpeechDefaults, findSpeech } from '../src/vad/find-speech.js';

/** The pipeline with the models that ship, as an evaluation runs it: no store, no checkpoints, one thread. */
export interface WholeProgram {
  readonly models: PipelineModels;
  /** A folder for files of the evaluation; it goes when the program is closed. */
  readonly folder: string;
  /** Decodes into a spool file, which is the caller's to delete. */
  decode(path: string): Promise<DecodedRecording>;
  /** @param speakers how many people speak; null: not known. */
  process(path: string, speakers: number | null): Promise<ProcessedRecording>;
  /** Who speaks when, without recognition. */
  diarize(path: string, speakers: number | null): Promise<readonly Cluster[]>;
  /** The voice of a recording in which one person speaks, as enrolling measures it; null: too little is said. */
  voice(path: string): Promise<Float32Array | null>;
  close(): void;
}

/** @throws ScribeError MODEL when a model that ships is missing or damaged. */
export async function openWholeProgram({ careful = false } = {}): Promise<WholeProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-eval-'));
  const model = (name: string, task: ModelTask) =>
    verifyModel(findInCatalog(name, task), { models: join(folder, 'models'), cache: folder });
  const models: PipelineModels = {
    speech: await model(speechModel, 'speech'),
    recognition: {
      ...soleRecognizer(await model('whisper-tiny.en-scribe', 'recognition')),
      ...(careful && { second: { en: await model('whisper-base-8bit', 'recognition') } }),
    },
    segmentation: await model(settingDefinitions.segmentationModel.default, 'segmentation'),
    voice: await model(settingDefinitions.voiceModel.default, 'voice'),
  };
  const run = createJobRunner();
  const networks = createNetworks();
  const pool = createWorkerPool(createPoolTaskRunner(networks));
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: () => {},
    checkpoints: { get: async () => null, put: async () => {} },
    clock: () => performance.now(),
  };
  const decode = (path: string) => {
    const spoolFolder = join(folder, 'spool');
    return run({ kind: 'decode', path, sha256: null, spoolFolder, channels: 'auto', ffmpeg: null }, context);
  };
  const decoded = async <T>(path: string, work: (recording: DecodedRecording) => Promise<T>): Promise<T> => {
    const recording = await decode(path);
    try {
      return await work(recording);
    } finally {
      rmSync(recording.audio.pcmPath, { force: true });
    }
  };
  const requestOf = ({ audio, recording }: DecodedRecording, speakers: number | null): ProcessRequest => ({
    kind: 'process',
    audio,
    contentFp: recording.fingerprint.contentFp,
    languageTag: null,
    // One thread: the others of the pool are started from the built program, and this runs the sources.
    plan: {
      models,
      language: 'en',
      languages: [],
      decoding: decodingDefaults,
      threads: 1,
      speakers,
      minSpeakers: null,
      maxSpeakers: null,
      hallucinations: 'suppress',
    },
  });
  return {
    models,
    folder,
    decode,
    process: (path, speakers) => decoded(path, (recording) => run(requestOf(recording, speakers), context)),
    diarize: (path, speakers) =>
      decoded(path, (recording) =>
        withPcm(recording.audio.pcmPath, async (pcm) => {
          const request = requestOf(recording, speakers);
          const whole = { ...context, networks, pool };
          const { probabilities } = await detectSpeech({ pcm, request }, null, whole);
          const duration = pcm.samples / sampleRate;
          const voiced = findSpeech(probabilities, duration, diarizationSpeechDefaults);
          const faint = findSpeech(probabilities, duration, faintSpeechDefaults);
          return diarizeTrack(pcm, async () => ({ voiced, faint }), request, whole);
        }),
      ),
    voice: (path) =>
      decoded(path, ({ audio }) =>
        withPcm(audio.pcmPath, async (pcm) => {
          const probabilities = await (await networks.speech(models.speech)).detect(pcm);
          const speech = findSpeech(probabilities, pcm.samples / sampleRate);
          return embedSpeech(pcm, speech, await networks.voice(models.voice, 1));
        }),
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
