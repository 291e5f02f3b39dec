import { sampleRate } from '../domain/recording.js';
import type { PcmReader } from '../features/pcm.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { type Session, Tensor } from '../onnx/session.js';
import { matchLevel } from './match-level.js';

/** Samples that one probability stands for: 32 ms. */
const frameSamples = 512;
/** Tail of the previous frame that the network sees before the new one. */
const contextSamples = 64;
const inputSamples = contextSamples + frameSamples; // 576
const stateSize = 128;

export const sileroDefaults = {
  /** Frames that one row of the batch answers for: 16 s. */
  rowFrames: 500,
  /** Frames that it hears first and does not answer for, so that the state settles: 5 s. */
  warmUpFrames: 156,
  /** Rows of a batch at most; beyond them a step costs as much as its rows. */
  rows: 20,
  /** Frames of each row that are read from disk at a time: 2 s. */
  blockFrames: 64,
};

interface DetectOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the share of the recording that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** A share of the recording that one worker analyses: rows that run as one batch, apart from all others. */
export interface SpeechSlice {
  /** Index of the first row; row `i` answers for the frames `[i, i + 1) * rowFrames` of the recording. */
  readonly first: number;
  readonly rows: number;
  /** What the samples are multiplied with. */
  readonly gain: number;
}

/** Silero VAD 5 and 6: speech probabilities of a recording. The session stays the caller's. */
export interface SpeechDetector {
  /** Name in the catalog. */
  readonly model: string;
  /** Slices of like size, the same ones on every machine. Reads the recording once. */
  plan(pcm: PcmReader): readonly SpeechSlice[];
  /** @returns the probabilities of one slice; those of all slices, end to end, are those of the recording. */
  detectSlice(pcm: PcmReader, slice: SpeechSlice, options?: DetectOptions): Promise<Float32Array>;
  /** @returns one probability per 32 ms, [ceil(samples / 512)]; the last frame is filled up with silence. */
  detect(pcm: PcmReader, options?: DetectOptions): Promise<Float32Array>;
}

/**
 * Speech probabilities from Silero VAD (snakers4/silero-vad, `silero_vad_16k_op15.onnx`): `input` f32 [B, 576]
 * (64 samples of context and 512 new ones), `state` f32 [2, B, 128], `sr` int64 [] -> `output` [B, 1], `stateN`.
 *
 * The network is recurrent: one recording would be one long chain of small steps. Instead it is cut into rows of a
 * fixed length, which run side by side as a batch; each starts some seconds early with an empty state. So a
 * probability depends only on the 5 to 21 seconds before it and on the loudness of the recording, which is matched
 * first. This also hears more: after a change of room or loudness the sequential pass stays deaf for many seconds, a
 * fresh state does not (`test/vad/silero.test.ts` limits how far the two may differ).
 */
export function createSileroDetector(session: Session, model: string): SpeechDetector {
  const detectSlice = (pcm: PcmReader, slice: SpeechSlice, options: DetectOptions = {}) =>
    runSlice(session, model, pcm, slice, options);
  return {
    model,
    plan: planSlices,
    detectSlice,
    async detect(pcm, options = {}) {
      const slices = planSlices(pcm);
      const found: Float32Array[] = [];
      for (const [i, slice] of slices.entries())
        found.push(
          await detectSlice(pcm, slice, {
            signal: options.signal,
            onProgress: (share) => options.onProgress?.((i + share) / slices.length),
          }),
        );
      return joinSlices(found);
    },
  };
}

/** The probabilities of a recording from those of its slices. */
export function joinSlices(slices: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(slices.reduce((sum, slice) => sum + slice.length, 0));
  let at = 0;
  for (const slice of slices) {
    all.set(slice, at);
    at += slice.length;
  }
  return all;
}

function planSlices(pcm: PcmReader): SpeechSlice[] {
  const { rowFrames, rows } = sileroDefaults;
  const all = Math.ceil(Math.ceil(pcm.samples / frameSamples) / rowFrames);
  const count = Math.ceil(all / rows);
  const gain = count > 0 ? matchLevel(pcm) : 1;
  return Array.from({ length: count }, (_, i) => {
    // As even as can be, or the last slice might run with one row.
    const first = Math.floor((i * all) / count);
    return { first, rows: Math.floor(((i + 1) * all) / count) - first, gain };
  });
}

/** The probabilities of the rows [first, first + rows), all in one batch. */
async function runSlice(
  session: Session,
  model: string,
  pcm: PcmReader,
  { first, rows, gain }: SpeechSlice,
  options: DetectOptions,
): Promise<Float32Array> {
  const { rowFrames, warmUpFrames, blockFrames } = sileroDefaults;
  const frames = Math.ceil(pcm.samples / frameSamples);
  const begin = first * rowFrames;
  const probabilities = new Float32Array(Math.min(frames, begin + rows * rowFrames) - begin);
  const steps = Math.min(rowFrames + warmUpFrames, frames);
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
  const firstFrame = (row: number) => Math.max(0, (first + row) * rowFrames - warmUpFrames);

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
      const start = (first + row) * rowFrames;
      if (frame >= start && frame < Math.min(frames, start + rowFrames))
        probabilities[frame - begin] = output[row];
    }
  }
  options.onProgress?.(1);
  requireNumbers(probabilities, `the model ${model}`);
  return probabilities;
}
