import { sampleRate } from '../../../domain/recording.js';
import type { PcmReader } from '../../../features/pcm.js';
import type { RecognitionWindow, RecognizeOptions } from '../../recognizer.js';
import type { MelWindows } from '../networks/mel-windows.js';
import { createMelWindows, framesPerSecond } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import type { SearchOptions } from '../search/decode.js';
import { type Attempt, decodeWithFallback } from '../search/fallback.js';
import { createRandom } from '../search/sampler.js';
import { alignText } from '../timing/align-text.js';
import { buildPrompt, givenText } from '../tokens/prompt.js';
import { decodingOf, halves, isSound, mostTokens } from './hear-again.js';
import { assembleWords, evidenceOf, type HeardText } from './heard-text.js';
import type { LoopSegment, LoopWindow, TranscribeLoop } from './transcribe-loop.js';
import { createTranscribeLoop } from './transcribe-loop.js';

/**
 * Recognizes windows in a network that always listens to 30 s: with timestamps, each window as a little recording of
 * its own, side by side in the decoder. A window in which the network repeats itself at every temperature is cut and heard
 * again.
 *
 * @returns what was heard, in the order of the windows, on the recording's clock.
 */
export async function recognizeLong(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: RecognizeOptions,
): Promise<HeardText[]> {
  const heard: HeardText[][] = windows.map(() => []);
  const unsound = new Set<number>();
  const jobs = windows.map((window) => {
    const mel = createMelWindows(model.logMel, readWindow(pcm, window));
    const walk = createTranscribeLoop(model.tokenizer, model.tokens, {
      frames: mel.frames,
      clips: [],
      language: options.language,
      wordTimes: true,
      conditionOnPrevious: false,
      initialPrompt: [],
      // What is written where nobody speaks is not dropped unseen: the rules against invented words set it aside.
      noSpeechThreshold: null,
      logProbThreshold: null,
      hallucinationSilence: null,
    });
    return { mel, walk, seed: Math.round(window.start * sampleRate) };
  });
  const { fails, ...decoding } = decodingOf(options);
  const settings = {
    ...decoding,
    fails: (attempt: Attempt, job: LoopJob) => fails(attempt, windows[jobs.indexOf(job)]),
    language: options.language,
    signal: options.signal,
    task: 'transcribe',
    timestamps: true,
    wordTimes: true,
    given: givenText(model.tokenizer, model.context, options),
    prefix: [],
    maxTokens: (frames: number) => mostTokens(frames / framesPerSecond, model.context, options.language),
    rows: windows.length,
  } as const;
  await runLoops(model, jobs, settings, (job, segments, attempt) => {
    const i = jobs.indexOf(job);
    const offset = windows[i].start;
    if (!isSound(attempt)) unsound.add(i);
    const pieces = segments.flatMap((segment) => segment.words);
    const words = assembleWords(pieces, offset, options.language);
    heard[i].push({ words, evidence: evidenceOf(attempt) });
  });
  for (const i of unsound) {
    const pieces = halves(windows[i]);
    if (pieces.length > 0) heard[i] = await recognizeLong(model, pcm, pieces, options);
  }
  return heard.flat();
}

/** The samples of a window. */
export function readWindow(pcm: PcmReader, window: RecognitionWindow): Float32Array {
  const first = Math.round(window.start * sampleRate);
  const audio = new Float32Array(Math.round(window.end * sampleRate) - first);
  pcm.read(first, audio);
  return audio;
}

/** A clip and the walk through it. */
export interface LoopJob {
  readonly mel: MelWindows;
  readonly walk: TranscribeLoop;
  /** For what is drawn above temperature 0: the same seed and window, the same text. */
  readonly seed: number;
}

export interface LongWindowOptions extends SearchOptions {
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly timestamps: boolean;
  readonly wordTimes: boolean;
  /** Tokens to write in a window of so many frames. */
  readonly maxTokens: (frames: number) => number;
  /** Text tokens that stand before every window. */
  readonly given: readonly number[];
  /** Text tokens that every window is taken to begin with. */
  readonly prefix: readonly number[];
  readonly stopLoops: boolean;
  readonly temperatures: readonly number[];
  readonly fails: (attempt: Attempt, job: LoopJob) => boolean;
  readonly settle: (attempts: readonly Attempt[]) => Attempt;
  /** Windows that are decoded together. */
  readonly rows: number;
  readonly signal?: AbortSignal;
}

/**
 * Walks through clips in windows of 30 s, several clips side by side in the decoder. Windows go through the encoder one
 * by one: together their attention no longer fits the cache, and takes more than twice as long.
 *
 * @param onSegments called for every window, in the order of each walk.
 */
export async function runLoops(
  model: WhisperModel,
  jobs: readonly LoopJob[],
  options: LongWindowOptions,
  onSegments: (job: LoopJob, segments: readonly LoopSegment[], attempt: Attempt) => void,
): Promise<void> {
  const { network, tokens, context } = model;
  const size = model.maxPositions * network.width;
  const waiting = [...jobs];
  while (waiting.length > 0) {
    const batch: { job: LoopJob; at: LoopWindow; prompt: ReturnType<typeof buildPrompt> }[] = [];
    for (const job of [...waiting]) {
      const at = job.walk.window();
      if (!at) {
        waiting.splice(waiting.indexOf(job), 1);
        continue;
      }
      const prompt = buildPrompt(tokens, context, { ...options, previous: at.prompt });
      // Rows of one batch have prompts of one length: the decoder has no mask over what was fed before.
      const fits = batch.length === 0 || batch[0].prompt.ids.length === prompt.ids.length;
      if (fits && batch.length < options.rows) batch.push({ job, at, prompt });
    }
    if (batch.length === 0) return;
    const hidden = new Float32Array(batch.length * size);
    for (const [i, { job, at }] of batch.entries()) {
      options.signal?.throwIfAborted();
      const mel = job.mel.cut(at.seek, at.size);
      hidden.set(await network.encode(mel, mel.length / network.bins), i * size);
    }
    const rows = await decodeWithFallback(model, hidden, model.maxPositions, {
      ...options,
      prompts: batch.map(({ prompt }) => prompt.ids),
      startIndex: batch[0].prompt.startIndex,
      maxTokens: batch.map(({ at }) => options.maxTokens(at.size)),
      alignmentHeads: [],
      fails: (attempt, row) => options.fails(attempt, batch[row].job),
      random: (row, rung) => createRandom(batch[row].job.seed, batch[row].at.seek, rung),
    });
    for (const [i, { job, at }] of batch.entries()) {
      const row = rows[i];
      options.signal?.throwIfAborted();
      const times = options.wordTimes
        ? await alignText(
            model,
            hidden.subarray(i * size, (i + 1) * size),
            at.size >> 1,
            job.walk.heard(row),
            options,
          )
        : undefined;
      onSegments(job, job.walk.accept(row, times), row);
    }
  }
}
