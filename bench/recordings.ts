import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import type { VoiceEmbedder } from '../src/diarization/voice-embedder.js';
import type { PcmReader } from '../src/features/pcm.js';
import { speechModel } from '../src/ingest/choose-models.js';
import { findInCatalog } from '../src/models/catalog.js';
import { type InstalledModel, modelFolder } from '../src/models/installed.js';
import { createNetworks } from '../src/pipeline/networks.js';
import type { Segmenter } from '../src/segmentation/segmenter.js';
import { settingDefinitions } from '../src/settings/definitions.js';
import type { SpeechDetector } from '../src/vad/silero.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A path among the recordings with known answers that are kept beside the repository. */
export const sharedAudio = (...parts: string[]): string => join(at('../../shared/audio'), ...parts);

/** A whole file in memory: mono, 16 kHz, scaled to [-1, 1). */
export function readSamples(path: string): Float32Array {
  const bytes = execFileSync(
    ffmpeg,
    ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '16000', '-'],
    { maxBuffer: 1 << 30 },
  );
  return Float32Array.from(
    new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1),
    (x) => x / 32768,
  );
}

/** Samples in memory behind the interface of spooled audio. */
export function inMemory(samples: Float32Array): PcmReader {
  return {
    samples: samples.length,
    read(start, into) {
      into.fill(0);
      const inside = samples.subarray(Math.max(0, start), Math.max(0, start + into.length));
      into.set(inside, Math.max(0, -start));
      return inside.length;
    },
    close() {},
  };
}

/** A model that ships, as a run of the pipeline gets it. */
export function shippedModel(name: string): InstalledModel {
  const model = findInCatalog(name, null);
  return { ...model, folder: modelFolder(model, { models: '/nowhere' }), hash: name, size: 0 };
}

const networks = createNetworks();

export const openDetector = (): Promise<SpeechDetector> => networks.speech(shippedModel(speechModel));

export const openSegmenter = (threads: number): Promise<Segmenter> =>
  networks.segmentation(shippedModel(settingDefinitions.segmentationModel.default), threads);

/** @param name in the catalog; the model that is used by default, unless it is given. */
export const openEmbedder = (
  threads: number,
  name: string = settingDefinitions.voiceModel.default,
): Promise<VoiceEmbedder> => networks.voice(shippedModel(name), threads);
