import { sampleRate } from '../domain/recording.js';
import type { PcmReader } from '../features/pcm.js';
import { type Session, Tensor } from '../onnx/session.js';
import { matchLevel } from './match-level.js';

/** Samples that one probability stands for: 32 ms. */
const frameSamples = 512;
/** Tail of the previous frame that the network sees before the new one. */
const contextSamples = 64;
const inputSamples = contextSamples + frameSamples; // 576
const stateSize = 128;

export const sileroDefaults = {
  /** Frames of a stretch that is listened to on its own: 16 s. */
  stretchFrames: 500,
  /** Frames before it that are listened to without an answer, so that the state has settled: 5 s. */
  warmUpFrames: 156,
  /** Stretches side by side at the most; with more of them a step costs as much as its rows. */
  rows: 20,
  /** Frames of each row that are read from disk at once: 2 s. */
  blockFrames: 64,
};

export interface DetectOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the share of the recording that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Stretches of a recording that are listened to at once, apart from all others. */
export interface SpeechPart {
  /** The first stretch, and how many. */
  readonly first: number;
  readonly rows: number;
  /** What the samples are multiplied with. */
  readonly gain: number;
}

/** Silero VAD 5 and 6: speech probabilities of a recording. The session stays the caller's. */
export interface SpeechDetector {
  /** Name in the catalog. */
  readonly model: string;
  /** Parts of like size; it depends on the recording alone how it is parted. Reads the recording once. */
  plan(pcm: PcmReader): readonly SpeechPart[];
  /** @returns the probabilities of one part; those of all parts, end to end, are those of the recording. */
  detectPart(pcm: PcmReader, part: SpeechPart, options?: DetectOptions): Promise<Float32Array>;
  /** @returns one probability per 32 ms, [ceil(samples / 512)]; the last frame is filled up with silence. */
  detect(pcm: PcmReader, options?: DetectOptions): Promise<Float32Array>;
}

/**
 * Speech probabilities from Silero VAD (snakers4/silero-vad, `silero_vad_16k_op15.onnx`): `input` f32 [B, 576]
 * (64 samples of context and 512 new ones), `state` f32 [2, B, 128], `sr` int64 [] -> `output` [B, 1], `stateN`.
 *
 * The network is recurrent: one recording would be one long chain of small steps. It is cut into stretches of a
 * fixed length instead, which run side by side as rows of a batch, each beginning some seconds early with an empty
 * state. So a probability depends on the last 5 to 21 seconds alone, wherever in a recording they are, and on
 * how loud the recording is, which is matched first. That also hears more: after a change of room or loudness the
 * sequential pass stays deaf for many seconds, a fresh state does not (`test/vad/silero.test.ts` holds how far the
 * two may differ).
 */
export function createSileroDetector(session: Session, model: string): SpeechDetector {
  const detectPart = (pcm: PcmReader, part: SpeechPart, options: DetectOptions = {}) =>
    detectStretches(session, pcm, part, options);
  return {
    model,
    plan: planParts,
    detectPart,
    async detect(pcm, options = {}) {
      const parts = planParts(pcm);
      const found: Float32Array[] = [];
      for (const [i, part] of parts.entries())
        found.push(
          await detectPart(pcm, part, {
            signal: options.signal,
            onProgress: (share) => options.onProgress?.((i + share) / parts.length),
          }),
        );
      return joinParts(found);
    },
  };
}

/** The probabilities of a recording from those of its parts. */
export function joinParts(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function planParts(pcm: PcmReader): SpeechPart[] {
  const { stretchFrames, rows } = sileroDefaults;
  const stretches = Math.ceil(Math.ceil(pcm.samples / frameSamples) / stretchFrames);
  const count = Math.ceil(stretches / rows);
  const gain = count > 0 ? matchLevel(pcm) : 1;
  return Array.from({ length: count }, (_, i) => {
    // As even as can be: the last part does not run with one row.
    const first = Math.floor((i * stretches) / count);
    return { first, rows: Math.floor(((i + 1) * stretches) / count) - first, gain };
  });
}

/** The probabilities of the stretches [first, first + rows), all at once. */
async function detectStretches(
  session: Session,
  pcm: PcmReader,
  { first, rows, gain }: SpeechPart,
  options: DetectOptions,
): Promise<Float32Array> {
  const { stretchFrames, warmUpFrames, blockFrames } = sileroDefaults;
  const frames = Math.ceil(pcm.samples / frameSamples);
  const begin = first * stretchFrames;
  const probabilities = new Float32Array(Math.min(frames, begin + rows * stretchFrames) - begin);
  const steps = Math.min(stretchFrames + warmUpFrames, frames);
  const block = new Float32Array(contextSamples + blockFrames * frameSamples);
  const audio = new Float32Array(rows * block.length); // [rows, context + block]
  const input = new Float32Array(rows * inputSamples);
  const output = new Float32Array(rows);
  const states = [0, 1].map(
    () => new Tensor('float32', new Float32Array(2 * rows * stateSize), [2, rows, stateSize]),
  );
  const inputTensor = new Tensor('float32', input, [rows, inputSamples]);
  const outputTensor = new Tensor('float32', output, [rows, 1]);
  const sr = new Tensor('int64', BigInt64Array.of(BigInt(sampleRate)), []);
  // The first stretch has nothing before it: it begins at zero and runs past its end instead.
  const firstFrame = (row: number) => Math.max(0, (first + row) * stretchFrames - warmUpFrames);

  for (let step = 0; step < steps; step++) {
    const inBlock = step % blockFrames;
    if (inBlock === 0) {
      options.signal?.throwIfAborted();
      options.onProgress?.(step / steps);
      for (let row = 0; row < rows; row++) {
        pcm.read((firstFrame(row) + step) * frameSamples - contextSamples, block);
        // A network that has heard nothing yet is given zeros as context, not the audio before its start.
        if (step === 0) block.fill(0, 0, contextSamples);
        for (let i = 0, o = row * block.length; i < block.length; i++)
          audio[o + i] = Math.max(-1, Math.min(1, block[i] * gain));
      }
    }
    for (let row = 0; row < rows; row++) {
      const from = row * block.length + inBlock * frameSamples;
      for (let i = 0, o = row * inputSamples; i < inputSamples; i++) input[o + i] = audio[from + i];
    }
    await session.run(
      { input: inputTensor, state: states[step & 1], sr },
      { output: outputTensor, stateN: states[(step + 1) & 1] },
    );
    for (let row = 0; row < rows; row++) {
      const frame = firstFrame(row) + step;
      const start = (first + row) * stretchFrames;
      if (frame >= start && frame < Math.min(frames, start + stretchFrames))
        probabilities[frame - begin] = output[row];
    }
  }
  options.onProgress?.(1);
  return probabilities;
}
