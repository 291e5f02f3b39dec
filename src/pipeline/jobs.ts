import { type Audio, sampleRate } from '../domain/recording.js';
import type { InstalledModel } from '../onnx/model-store.js';
import { openPcm } from '../signal/pcm.js';
import { enrollDefaults, enrollVoice, type VoiceSample } from '../speakers/enroll-voice.js';
import { findSpeech } from '../vad/find-speech.js';
import { type DecodedOnce, type DecodeRequest, decodeOnce } from './decode-once.js';
import { createNetworks } from './networks.js';
import { type ProcessedRecording, type ProcessPlan, processRecording } from './process-recording.js';
import { type JobContext, runStage } from './run-stage.js';

/** What the worker thread can be asked for. */
export type JobRequest =
  | (DecodeRequest & { readonly kind: 'decode' })
  | {
      readonly kind: 'process';
      readonly audio: Audio;
      readonly contentFp: string;
      readonly plan: ProcessPlan;
    }
  | {
      readonly kind: 'enroll';
      readonly audio: Audio;
      /** For messages. */
      readonly name: string;
      readonly models: { readonly speech: InstalledModel; readonly voice: InstalledModel };
      readonly threads: number;
    };

/** What each kind of job answers. */
export interface JobResults {
  readonly decode: DecodedOnce;
  readonly process: ProcessedRecording;
  readonly enroll: VoiceSample;
}

/** Runs jobs on networks that stay open between them. */
export function createJobRunner(): (
  request: JobRequest,
  context: JobContext,
) => Promise<JobResults[JobRequest['kind']]> {
  const networks = createNetworks();
  return async (request, context) => {
    switch (request.kind) {
      case 'decode':
        return decodeOnce(request, context);
      case 'process':
        return processRecording(request.audio, request.contentFp, request.plan, networks, context);
      case 'enroll':
        return runStage('diarize', request.models.voice.name, context, async ({ signal }) => {
          const pcm = openPcm(request.audio.pcmPath);
          try {
            const detector = await networks.speech(request.models.speech);
            const speech = findSpeech(await detector.detect(pcm, { signal }), pcm.samples / sampleRate);
            const embedder = await networks.voice(request.models.voice, request.threads);
            return await enrollVoice(pcm, speech, embedder, request.name, { ...enrollDefaults, signal });
          } finally {
            pcm.close();
          }
        });
    }
  };
}
