import type { DecodingOptions, LanguageOdds, RecognitionTask, RecognitionWindow } from '../asr/recognizer.js';
import { embedPieces, type PieceFrames } from '../diarization/embed-pieces.js';
import type { Segment } from '../domain/transcript.js';
import { withPcm } from '../features/pcm.js';
import type { InstalledModel } from '../models/installed.js';
import type { SpeechSlice } from '../vad/silero.js';
import { type IdentifyRequest, identifyLanguage } from './identify-languages.js';
import type { Networks } from './networks.js';
import { type Run, runnerOf, type Work } from './worker-protocol.js';

/** What a stage asks of a thread of the worker pool: a part of one recording that depends on no other. */
export interface PoolTasks {
  /** Answers one probability per frame of the slice. */
  readonly 'detect-speech': Work<DetectTask, Float32Array>;
  /** Answers null when hardly anybody speaks. */
  readonly 'identify-language': Work<IdentifyTask, LanguageOdds | null>;
  readonly recognize: Work<RecognizeTask, readonly Segment[]>;
  /** Answers how probable it is that each local speaker speaks, in 255ths, [windows, frames, speakers]. */
  readonly segment: Work<SegmentTask, Uint8Array>;
  /** Answers unit vectors, [pieces, dims]. */
  readonly embed: Work<EmbedTask, Float32Array>;
}

interface DetectTask {
  readonly kind: 'detect-speech';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly slice: SpeechSlice;
}

interface IdentifyTask extends IdentifyRequest {
  readonly kind: 'identify-language';
  readonly detector: InstalledModel;
}

/** One batch of windows. */
interface RecognizeTask {
  readonly kind: 'recognize';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly threads: number;
  readonly batch: readonly RecognitionWindow[];
  readonly language: string;
  readonly decoding: DecodingOptions;
  /** Undefined: `transcribe`. */
  readonly task?: RecognitionTask;
}

interface SegmentTask {
  readonly kind: 'segment';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly threads: number;
  /** The first sample of each window. */
  readonly starts: readonly number[];
}

interface EmbedTask {
  readonly kind: 'embed';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly threads: number;
  readonly pieces: readonly PieceFrames[];
}

/** Runs tasks on the networks of this thread. */
export function createPoolTaskRunner(networks: Networks): Run<PoolTasks> {
  return runnerOf<PoolTasks>({
    async 'detect-speech'({ pcmPath, model, slice }, { signal }) {
      const detector = await networks.speech(model);
      return withPcm(pcmPath, (pcm) => detector.detectSlice(pcm, slice, { signal }));
    },
    async 'identify-language'(task, { signal }) {
      return identifyLanguage(task, networks, () => networks.speech(task.detector), signal);
    },
    async recognize({ pcmPath, model, threads, batch, language, decoding, task }, { signal, onProgress }) {
      const recognizer = await networks.recognizer(model, threads);
      return withPcm(pcmPath, (pcm) =>
        recognizer.recognize(pcm, batch, { ...decoding, language, task, signal, onProgress }),
      );
    },
    async segment({ pcmPath, model, threads, starts }, { signal }) {
      const segmenter = await networks.segmentation(model, threads);
      const found = await withPcm(pcmPath, (pcm) => segmenter.segment(pcm, starts, signal));
      return Uint8Array.from(found, (probability) => Math.round(255 * probability));
    },
    async embed({ pcmPath, model, threads, pieces }, { signal }) {
      const embedder = await networks.voice(model, threads);
      return withPcm(pcmPath, (pcm) => embedPieces(pcm, pieces, embedder, { signal }));
    },
  });
}
