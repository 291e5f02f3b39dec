import type { Seconds, Span } from '../../../domain/time.js';
import type { PcmReader } from '../../../features/pcm.js';
import type { RecognitionWindow, RecognizeOptions } from '../../recognizer.js';
import { framesPerSecond } from '../networks/mel-windows.js';
import type { WhisperModel } from '../networks/model.js';
import { fallbackDefaults, needsFallback } from '../search/fallback.js';
import { givenText } from '../tokens/prompt.js';
import { assembleWords, evidenceOf, type HeardText } from './heard-text.js';
import { melOf } from './recognize-timestamped.js';
import { runLoops } from './run-loops.js';

const sequentialDefaults = {
  /** Longer pauses are skipped: a window would hold nothing but silence. */
  longestPause: 30 as Seconds,
} as const;

/**
 * Recognizes speech of any length by the sequential algorithm of openai/whisper (`transcribe.py`): windows of 30 s that
 * begin where the last complete segment ended, each conditioned on the text before it, with the thresholds of the
 * reference. The prompt stands before the first window, as its `initial_prompt`; hotwords stand before every window, as in
 * SYSTRAN/faster-whisper.
 *
 * @param windows of any length, each with all the speech that belongs together.
 * @returns what was recognized in each 30 s, in the order of the windows, on the recording's clock.
 */
export async function recognizeSequential(
  model: WhisperModel,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  options: RecognizeOptions,
): Promise<HeardText[]> {
  const { tokenizer, context } = model;
  const { language, hallucinationSilence, signal, onProgress } = options;
  const heard: HeardText[] = [];
  for (const [i, window] of windows.entries()) {
    const mel = await melOf(model, pcm, window, signal);
    const job = {
      mel,
      seed: 0,
      spans: spansOf(window, mel.frames),
      conditionOnPrevious: true,
      initialPrompt: givenText(tokenizer, context, { ...options, hotwords: [] }),
      noSpeechThreshold: fallbackDefaults.noSpeechProb,
      logProbThreshold: fallbackDefaults.meanLogProb,
      hallucinationSilence,
    };
    await runLoops(model, [job], {
      language,
      task: 'transcribe',
      timestamps: true,
      wordTimes: true,
      given: givenText(tokenizer, context, { ...options, prompt: null }),
      prefix: [],
      maxTokens: () => context >> 1,
      beam: options.beam,
      patience: 1,
      bestOf: 1,
      stopLoops: false,
      temperatures: fallbackDefaults.temperatures,
      fails: (attempt) => needsFallback(attempt, fallbackDefaults),
      settle: (attempts) => attempts[attempts.length - 1],
      signal,
      onWindow: ({ seek }) => onProgress?.((i + seek / mel.frames) / windows.length),
      onSegments: (segments, attempt) => {
        const pieces = segments.flatMap((segment) => segment.words);
        const words = assembleWords(pieces, window.start, language);
        if (words.length > 0) heard.push({ words, evidence: evidenceOf(attempt) });
      },
    });
  }
  return heard;
}

/** The speech of a window with its shorter pauses, in frames of the window. */
function spansOf({ start, speech }: RecognitionWindow, frames: number): (readonly [number, number])[] {
  const spans: Span[] = [];
  for (const next of speech) {
    const last = spans.at(-1);
    if (last && next.start - last.end <= sequentialDefaults.longestPause)
      spans[spans.length - 1] = { start: last.start, end: next.end };
    else spans.push(next);
  }
  const frameOf = (time: Seconds) => Math.min(frames, Math.round((time - start) * framesPerSecond));
  return spans.map((span) => [frameOf(span.start), frameOf(span.end)] as const);
}
