import { alignText } from './attention.js';
import { decodeGreedy, type GreedyRow } from './greedy.js';
import type { MelWindows } from './mel-windows.js';
import type { WhisperModel } from './model.js';
import { buildPrompt } from './prompt.js';
import type { SeekWalk, WalkSegment, WalkWindow } from './seek-walk.js';
import { argMax } from './token-rules.js';

/** A clip and the walk through it. */
export interface WalkJob {
  readonly mel: MelWindows;
  readonly walk: SeekWalk;
}

export interface LongWindowOptions {
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly timestamps: boolean;
  readonly wordTimes: boolean;
  /** Tokens to write per window; half of what the decoder holds when undefined. */
  readonly maxTokens?: number;
  /** Text tokens that every window is taken to begin with. */
  readonly prefix: readonly number[];
  readonly stopLoops: boolean;
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
export async function runWalks(
  model: WhisperModel,
  jobs: readonly WalkJob[],
  options: LongWindowOptions,
  onSegments: (job: WalkJob, segments: readonly WalkSegment[], row: GreedyRow) => void,
): Promise<void> {
  const { network, tokens, context } = model;
  const size = model.maxPositions * network.width;
  const waiting = [...jobs];
  while (waiting.length > 0) {
    const batch: { job: WalkJob; at: WalkWindow; prompt: ReturnType<typeof buildPrompt> }[] = [];
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
    const rows = await decodeGreedy(network, tokens, hidden, model.maxPositions, {
      prompts: batch.map(({ prompt }) => prompt.ids),
      timestamps: options.timestamps,
      startIndex: batch[0].prompt.startIndex,
      maxTokens: batch.map(() => options.maxTokens ?? context >> 1),
      context,
      stopLoops: options.stopLoops,
      alignmentHeads: [],
      signal: options.signal,
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

/** The language that a multilingual model hears at the beginning of a clip. */
export async function detectLanguage(model: WhisperModel, mel: MelWindows): Promise<string> {
  const { network, tokens } = model;
  const opening = mel.opening();
  const hidden = await network.encode(opening, opening.length / network.bins);
  const { logits } = await network.startDecoder(hidden, 1, model.maxPositions).step([tokens.start], []);
  const codes = [...tokens.languages.keys()];
  const scores = Float32Array.from(tokens.languages.values(), (id) => logits[id]);
  return codes[argMax(scores)];
}
