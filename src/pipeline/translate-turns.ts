import type { RecognitionWindow, Recognizer } from '../asr/recognizer.js';
import type { Turn } from '../domain/speakers.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../models/installed.js';
import { checkpointKey } from './checkpoints.js';
import type { ProcessRequest } from './plan.js';
import { divideRecognition } from './recognize-by-language.js';
import { runOnce } from './run-stage.js';
import type { ProcessContext } from './worker-pool.js';

/** Raised when the same turns are translated in another way than before. */
const translationVersion = 1;

/** Words are often timed a little too short. */
const margin: Seconds = 0.2;

/** The language that Whisper translates into. */
const english = 'en';

/** Whether a turn is to be translated. */
const isForeign = (turn: Turn): boolean => turn.language !== english && turn.text.trim() !== '';

/**
 * Translates every turn that is not in English into English, from its sound and by itself, so that no word of a neighbour
 * comes into it. A turn of which the translator makes nothing, or a loop, stays without.
 *
 * @param pcmPathOf the samples that a turn was recognized in.
 */
export async function translateTurns(
  turns: readonly Turn[],
  pcmPathOf: (turn: Turn) => string,
  { contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<readonly Turn[]> {
  const { translator } = plan.models;
  const foreign = turns.filter(isForeign);
  if (!translator || foreign.length === 0) return turns;
  const asked = foreign.map(({ start, end, language, words }) => [start, end, language, words.length]);
  const key = checkpointKey(contentFp, 'translate', [
    translationVersion,
    translator.hash,
    plan.decoding.beam,
    asked,
  ]);
  const format = { key, toText: JSON.stringify, fromText: (text: string) => JSON.parse(text) };
  const texts = await runOnce<readonly (string | null)[]>(
    'translate',
    translator.name,
    context,
    format,
    async (control) => {
      const { workers, threadsPerWorker } = divideRecognition(
        { ...plan, decoding: { ...plan.decoding, longForm: 'auto' } },
        translator,
      );
      const recognizer = await context.networks.recognizer(translator, threadsPerWorker);
      const tasks = foreign.map((turn) =>
        taskFor(turn, pcmPathOf(turn), recognizer, translator, threadsPerWorker, plan.decoding.beam),
      );
      const heard = await context.pool.runAll(tasks, workers, context, control);
      return heard.map(textOf);
    },
  );
  const byTurn = new Map(foreign.map((turn, i) => [turn, texts[i]]));
  return turns.map((turn) => {
    const translation = byTurn.get(turn);
    return translation ? { ...turn, translation } : turn;
  });
}

function taskFor(
  turn: Turn,
  pcmPath: string,
  recognizer: Recognizer,
  model: InstalledModel,
  threads: number,
  beam: number,
) {
  return {
    kind: 'recognize',
    pcmPath,
    model,
    threads,
    language: recognizer.languageFor(turn.language),
    // Hotwords, a prompt and the text before would be in another language than the one that is written.
    decoding: { beam, hotwords: [], prompt: null, longForm: 'auto', hallucinationSilence: null },
    task: 'translate',
    batch: windowsOf(turn, recognizer),
  } as const;
}

/** The speech of a turn, in windows that the network hears at once. */
function windowsOf(turn: Turn, recognizer: Recognizer): readonly RecognitionWindow[] {
  const spans: { start: Seconds; end: Seconds }[] = [];
  const words: readonly Span[] = turn.words.length > 0 ? turn.words : [turn];
  for (const word of words) {
    const start = Math.max(0, word.start - margin);
    const end = word.end + margin;
    const last = spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return totalSeconds(spans) > 0 ? recognizer.chunkSpeech(spans, 'auto') : [];
}

function textOf(segments: readonly Segment[]): string | null {
  const sound = segments.filter(({ repeats, evidence }) => !repeats && !evidence?.looped);
  const sorted = [...sound].sort((a, b) => a.start - b.start);
  return (
    sorted
      .map(({ text }) => text)
      .join(' ')
      .trim() || null
  );
}
