import { sampleRate } from '../domain/recording.js';
import { type Session, Tensor } from '../onnx/session.js';
import type { PcmReader } from '../signal/pcm.js';

/** Samples that one probability stands for: 32 ms. */
const frameSamples = 512;
/** Tail of the previous frame that the network sees before the new one. */
const contextSamples = 64;
const inputSamples = contextSamples + frameSamples; // 576
const stateSize = 128;

export const sileroDefaults = {
  /** Stretches that are listened to side by side; from 32 on a step costs as much as its rows. */
  rows: 32,
  /**
   * Frames that a stretch listens to before its first answer (16 s), so that its state has forgotten where it
   * began. `test/vad/silero.test.ts` holds the difference from one sequential pass.
   */
  warmUpFrames: 500,
  /** Frames of each row that are read from disk at once: 2 s. */
  blockFrames: 64,
};

export interface DetectOptions {
  readonly rows?: number;
  readonly warmUpFrames?: number;
  readonly signal?: AbortSignal;
  /** Called now and then with the share of the recording that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Silero VAD 5 and 6: speech probabilities of a recording. The session stays the caller's. */
export interface SpeechDetector {
  /** Name in the catalog. */
  readonly model: string;
  /** @returns one probability per 32 ms, [ceil(samples / 512)]; the last frame is filled up with silence. */
  detect(pcm: PcmReader, options?: DetectOptions): Promise<Float32Array>;
}

/**
 * Speech probabilities from Silero VAD (snakers4/silero-vad, `silero_vad_16k_op15.onnx`): `input` f32 [B, 576]
 * (64 samples of context and 512 new ones), `state` f32 [2, B, 128], `sr` int64 [] -> `output` [B, 1], `stateN`.
 *
 * The network is recurrent, so one recording is one long chain of small steps. Its memory is short, however:
 * the recording is cut into stretches of equal length that run side by side as rows of a batch, each beginning
 * some seconds early with an empty state. The cut depends on the length of the recording alone, so the same
 * recording gives the same numbers.
 */
export function createSileroDetector(session: Session, model: string): SpeechDetector {
  return {
    model,
    async detect(pcm, options = {}) {
      const frames = Math.ceil(pcm.samples / frameSamples);
      const probabilities = new Float32Array(frames);
      if (frames === 0) return probabilities;

      const warmUp = options.warmUpFrames ?? sileroDefaults.warmUpFrames;
      // A row that is shorter than its own warm-up would cost more than it saves.
      const rows = Math.max(
        1,
        Math.min(options.rows ?? sileroDefaults.rows, Math.floor(frames / (warmUp || 1))),
      );
      const stretch = Math.ceil(frames / rows);
      const steps = rows === 1 ? frames : stretch + warmUp;
      const { blockFrames } = sileroDefaults;

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
      // The first row has nothing before it: it starts at zero and runs past its end instead.
      const firstFrame = (row: number) => Math.max(0, row * stretch - warmUp);

      for (let step = 0; step < steps; step++) {
        const inBlock = step % blockFrames;
        if (inBlock === 0) {
          options.signal?.throwIfAborted();
          for (let row = 0; row < rows; row++) {
            pcm.read((firstFrame(row) + step) * frameSamples - contextSamples, block);
            // A network that has heard nothing yet is given zeros as context, not the audio before its start.
            if (step === 0) block.fill(0, 0, contextSamples);
            audio.set(block, row * block.length);
          }
          options.onProgress?.(step / steps);
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
          const last = Math.min(frames, (row + 1) * stretch);
          if (frame >= row * stretch && frame < last) probabilities[frame] = output[row];
        }
      }
      options.onProgress?.(1);
      return probabilities;
    },
  };
}
