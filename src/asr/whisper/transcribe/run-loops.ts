import type { MelWindows } from '../networks/mel-windows.js';
import { framesPerPosition } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import type { SearchOptions } from '../search/decode.js';
import { type Attempt, decodeWithFallback, type FallbackOptions } from '../search/fallback.js';
import { createRandom } from '../search/sampler.js';
import { alignText } from '../timing/align-text.js';
import { buildPrompt, type PromptOptions } from '../tokens/prompt.js';
import {
  type LoopSegment,
  type LoopWindow,
  type TranscribeLoopOptions,
  timedTokens,
  transcribeLoop,
} from './transcribe-loop.js';

/** Some audio to transcribe by a loop of its own. */
export interface LoopJob extends Omit<TranscribeLoopOptions, 'frames' | 'language'> {
  readonly mel: MelWindows;
  /** For sampling above temperature 0: the same seed and window give the same text. */
  readonly seed: number;
}

export interface LoopSettings
  extends SearchOptions,
    Omit<PromptOptions, 'previous'>,
    Pick<FallbackOptions, 'temperatures' | 'settle' | 'stopLoops' | 'signal'> {
  readonly wordTimes: boolean;
  /** Tokens that a window of this many frames may take. */
  readonly maxTokens: (frames: number) => number;
  readonly fails: (attempt: Attempt, job: number) => boolean;
  /** Takes the segments of each window, in the order of each job. */
  readonly onSegments: (segments: readonly LoopSegment[], attempt: Attempt, job: number) => void;
  /** Called before a window is decoded. */
  readonly onWindow?: (window: LoopWindow, job: number) => void;
}

/**
 * Runs transcribe loops side by side: the next window of each goes through the encoder alone, since together their
 * attention would no longer fit the cache, and through the decoder with the others. Windows whose prompts differ in
 * length wait for another round: the decoder has no mask over what it was fed before.
 */
export async function runLoops(
  model: WhisperModel,
  jobs: readonly LoopJob[],
  settings: LoopSettings,
): Promise<void> {
  const { network, tokens, context, tokenizer } = model;
  const { language, signal } = settings;
  const size = model.maxPositions * network.width;
  let attempt: Attempt;
  const loops = jobs.map((job, index) => {
    const take = (segments: readonly LoopSegment[]) => settings.onSegments(segments, attempt, index);
    const loop = transcribeLoop(tokenizer, tokens, { ...job, language, frames: job.mel.frames }, take);
    return { job, index, loop, at: loop.next() };
  });
  for (;;) {
    const live = loops.flatMap((entry) => {
      if (entry.at.done) return [];
      const window = entry.at.value;
      return [
        { entry, window, prompt: buildPrompt(tokens, context, { ...settings, previous: window.prompt }) },
      ];
    });
    const batch = live.filter(({ prompt }) => prompt.ids.length === live[0].prompt.ids.length);
    if (batch.length === 0) return;
    const hidden = new Float32Array(batch.length * size);
    for (const [i, { entry, window }] of batch.entries()) {
      signal?.throwIfAborted();
      settings.onWindow?.(window, entry.index);
      const mel = entry.job.mel.cut(window.seek, window.size);
      hidden.set(await network.encode(mel, mel.length / network.bins), i * size);
    }
    const rows = await decodeWithFallback(model, hidden, model.maxPositions, {
      ...settings,
      prompts: batch.map(({ prompt }) => prompt.ids),
      startIndex: batch[0].prompt.startIndex,
      maxTokens: batch.map(({ window }) => settings.maxTokens(window.size)),
      alignmentHeads: [],
      fails: (found, row) => settings.fails(found, batch[row].entry.index),
      random: (row, rung) => createRandom(batch[row].entry.job.seed, batch[row].window.seek, rung),
    });
    for (const [i, { entry, window }] of batch.entries()) {
      signal?.throwIfAborted();
      attempt = rows[i];
      const states = hidden.subarray(i * size, (i + 1) * size);
      const used = Math.floor(window.size / framesPerPosition);
      const times = settings.wordTimes
        ? await alignText(model, states, used, timedTokens(attempt.tokens, tokens), settings)
        : undefined;
      entry.at = entry.loop.next({ ...attempt, times });
    }
  }
}
