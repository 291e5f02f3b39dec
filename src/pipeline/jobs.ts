import { embedWindows } from '../diarization/embed-windows.js';
import { withPcm } from '../features/pcm.js';
import { decodeOnce } from './decode-once.js';
import { enrollTrack } from './enroll-track.js';
import { identifyLanguage } from './hear-languages.js';
import { createNetworks } from './networks.js';
import { createWorkerPool } from './pool.js';
import { processRecording } from './process-recording.js';
import type { JobRequest, RunJob } from './requests.js';
import { type JobContext, runStage } from './run-stage.js';

/** Runs jobs on networks that stay open between them. */
export function createJobRunner(): RunJob {
  const networks = createNetworks();
  const run = (async (request: JobRequest, context: JobContext) => {
    switch (request.kind) {
      case 'decode':
        return decodeOnce(request, context);
      case 'process':
        return processRecording(request, { networks, lanes, ...context });
      case 'enroll':
        return runStage('diarize', request.models.voice.name, context, ({ signal }) =>
          enrollTrack(request, networks, signal),
        );
      case 'listen': {
        const detector = await networks.speech(request.model);
        return withPcm(request.pcmPath, (pcm) =>
          detector.detectSlice(pcm, request.slice, { signal: context.signal }),
        );
      }
      case 'embed': {
        const embedder = await networks.voice(request.model, request.threads);
        const { windows, background } = request;
        return withPcm(request.pcmPath, (pcm) =>
          embedWindows(pcm, windows, embedder, { background, signal: context.signal }),
        );
      }
      case 'identify-language':
        return identifyLanguage(request, await networks.speech(request.speech), context.signal);
      case 'recognize': {
        const recognizer = await networks.recognizer(request.model, request.threads);
        const { batch, language, decoding } = request;
        return withPcm(request.pcmPath, (pcm) =>
          recognizer.recognize(pcm, batch, { ...decoding, language, signal: context.signal }),
        );
      }
    }
  }) as RunJob;
  const lanes = createWorkerPool(run);
  return run;
}
