import type { PcmReader } from '../features/pcm.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { type Session, Tensor } from '../onnx/session.js';
import { matchLevel } from './match-level.js';
import { sileroPadded, sileroWidth } from './silero-graphs.js';

/** Samples that one probability stands for: 32 ms. */
const frameSamples = 512;
/** Tail of the previous frame that the network sees before the new one. */
const contextSamples = 64;
const inputSamples = contextSamples + frameSamples; // 576
/** Frames that are heard at once: 8 s. */
const hearingFrames = 256;

export const sileroDefaults = {
  /** Frames that one row of the batch answers for: 16 s. */
  rowFrames: 500,
  /** Frames that it hears first and does not answer for, so that the state settles: 5 s. */
  warmUpFrames: 156,
  /** Rows of a batch at most; beyond them a step costs as much as its rows. */
  rows: 20,
  /** Steps of all rows that are followed at once: 2 s. */
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

/** Silero VAD 5 and 6: speech probabilities of a recording. */
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

/** The two parts of the network: see `silero-graphs.ts`. */
export interface SileroNetworks {
  readonly hearing: Session;
  readonly following: Session;
}

/**
 * Speech probabilities from Silero VAD (snakers4/silero-vad, `silero_vad_16k_op15.onnx`), which is given 64 samples of
 * context and 512 new ones at a time, and carries a state along.
 *
 * One recording would be one long chain of small steps. Instead, what needs no state is computed for many frames at
 * once, and the rest is cut into rows of a fixed length, which run side by side as a batch; each starts some seconds
 * early with an empty state. So a probability depends only on the 5 to 21 seconds before it and on the loudness of the
 * recording, which is matched first. This also hears more: after a change of room or loudness the sequential pass stays
 * deaf for many seconds, a fresh state does not (`test/vad/silero.test.ts` limits how far the two may differ).
 */
export function createSileroDetector(networks: SileroNetworks, model: string): SpeechDetector {
  const detectSlice = (pcm: PcmReader, slice: SpeechSlice, options: DetectOptions = {}) =>
    runSlice(networks, model, pcm, slice, options);
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
  networks: SileroNetworks,
  model: string,
  pcm: PcmReader,
  { first, rows, gain }: SpeechSlice,
  options: DetectOptions,
): Promise<Float32Array> {
  const { rowFrames, warmUpFrames, blockFrames } = sileroDefaults;
  const frames = Math.ceil(pcm.samples / frameSamples);
  const steps = Math.min(rowFrames + warmUpFrames, frames);
  // The first row has nothing before it: it starts at zero and runs past its end instead.
  const firstFrames = Array.from({ length: rows }, (_, row) =>
    Math.max(0, (first + row) * rowFrames - warmUpFrames),
  );
  const from = firstFrames[0];
  const to = Math.min(frames, firstFrames[rows - 1] + steps);
  const hear = (begins: readonly number[], alone: boolean) =>
    hearFrames(networks.hearing, pcm, begins, gain, alone);

  // Rows overlap, and all of them hear a frame in the same way. Only the first frame of a row is heard without context.
  const heard = new Float32Array((to - from) * sileroWidth);
  for (let at = from; at < to; at += hearingFrames) {
    options.signal?.throwIfAborted();
    options.onProgress?.((at - from) / (to - from));
    const block = Array.from({ length: Math.min(hearingFrames, to - at) }, (_, i) => at + i);
    heard.set(await hear(block, false), (at - from) * sileroWidth);
  }
  const beginnings = await hear(firstFrames, true);

  const begin = first * rowFrames;
  const probabilities = new Float32Array(Math.min(frames, begin + rows * rowFrames) - begin);
  const nothing = () => new Tensor('float32', new Float32Array(rows * sileroWidth), [1, rows, sileroWidth]);
  let [hidden, cell] = [nothing(), nothing()];
  for (let step = 0; step < steps; step += blockFrames) {
    options.signal?.throwIfAborted();
    const count = Math.min(blockFrames, steps - step);
    const block = new Float32Array(count * rows * sileroWidth);
    for (let s = 0; s < count; s++)
      for (let row = 0; row < rows; row++) {
        const at = firstFrames[row] + step + s;
        // What lies past the end is silence to nobody: its answers are not asked for.
        const [source, frame] = step + s === 0 ? [beginnings, row] : [heard, at - from];
        block.set(
          source.subarray(frame * sileroWidth, (frame + 1) * sileroWidth),
          (s * rows + row) * sileroWidth,
        );
      }
    const found = await networks.following.run({
      heard: new Tensor('float32', block, [count, rows, sileroWidth]),
      hidden,
      cell,
    });
    [hidden, cell] = [found.hiddenN as typeof hidden, found.cellN as typeof cell];
    const speech = found.speech.data as Float32Array;
    for (let row = 0; row < rows; row++) {
      const start = (first + row) * rowFrames;
      for (let s = 0; s < count; s++) {
        const frame = firstFrames[row] + step + s;
        if (frame >= start && frame < Math.min(frames, start + rowFrames))
          probabilities[frame - begin] = speech[s * rows + row];
      }
    }
  }
  options.onProgress?.(1);
  requireNumbers(probabilities, `the model ${model}`);
  return probabilities;
}

/**
 * What the network makes of some frames, each by itself.
 * @param alone without the samples before them: a network that has heard nothing yet is given zeros
 * @returns [frames, 128]
 */
async function hearFrames(
  hearing: Session,
  pcm: PcmReader,
  frames: readonly number[],
  gain: number,
  alone: boolean,
): Promise<Float32Array> {
  const padded = new Float32Array(frames.length * sileroPadded);
  for (const [i, frame] of frames.entries()) {
    const own = padded.subarray(i * sileroPadded, (i + 1) * sileroPadded);
    const samples = own.subarray(0, inputSamples);
    pcm.read(frame * frameSamples - contextSamples, samples);
    if (alone) samples.fill(0, 0, contextSamples);
    for (let k = 0; k < inputSamples; k++) samples[k] = Math.max(-1, Math.min(1, samples[k] * gain));
    for (let k = inputSamples; k < sileroPadded; k++) own[k] = own[2 * (inputSamples - 1) - k];
  }
  const { heard } = await hearing.run({
    frames: new Tensor('float32', padded, [1, 1, frames.length, sileroPadded]),
  });
  return heard.data as Float32Array;
}
