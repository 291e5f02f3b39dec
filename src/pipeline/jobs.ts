import type { VoiceSample } from '../diarization/enroll-voice.js';
import type { InstalledModel } from '../models/installed.js';
import { type DecodedRecording, type DecodeRequest, decodeOnce } from './decode-once.js';
import { type DecodedTracks, type DecodeTracksRequest, decodeTracks } from './decode-tracks.js';
import { type EnrollRequest, enrollTrack } from './enroll-track.js';
import { createNetworks } from './networks.js';
import type { ProcessRequest } from './plan.js';
import { createPoolTaskRunner } from './pool-tasks.js';
import { type ProcessedRecording, processRecording } from './process-recording.js';
import { runStage } from './run-stage.js';
import { createWorkerPool } from './worker-pool.js';
import { type Run, runnerOf, type Work } from './worker-protocol.js';

/** What a command asks of the pipeline's process. */
export interface Jobs {
  readonly decode: Work<DecodeRequest, DecodedRecording>;
  readonly 'decode-tracks': Work<DecodeTracksRequest, DecodedTracks>;
  readonly process: Work<ProcessRequest, ProcessedRecording>;
  readonly enroll: Work<EnrollRequest, VoiceSample>;
  readonly 'embed-texts': Work<EmbedTextsRequest, readonly Float32Array[]>;
}

/** Texts of which the vectors are wanted, in their order. */
interface EmbedTextsRequest {
  readonly kind: 'embed-texts';
  readonly texts: readonly string[];
  readonly model: InstalledModel;
  readonly threads: number;
}

/**
 * Runs jobs on networks and threads that stay open between them.
 * @param graphs as of `createNetworks`
 */
export function createJobRunner(graphs?: string): Run<Jobs> {
  const networks = createNetworks(graphs);
  const pool = createWorkerPool(createPoolTaskRunner(networks), graphs);
  return runnerOf<Jobs>({
    decode: decodeOnce,
    'decode-tracks': decodeTracks,
    process: (request, context) => processRecording(request, { networks, pool, ...context }),
    enroll: (request, context) =>
      runStage('diarize', request.models.voice.name, context, ({ signal }) =>
        enrollTrack(request, networks, signal),
      ),
    'embed-texts': async ({ texts, model, threads }) => (await networks.text(model, threads)).embed(texts),
  });
}
