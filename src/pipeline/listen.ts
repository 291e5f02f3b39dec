import { spokenLanguageDefaults } from '../asr/languages/spoken-languages.js';
import type { LanguageOdds } from '../asr/recognizer.js';
import type { PcmReader } from '../features/pcm.js';
import { findSpeechDefaults } from '../vad/find-speech.js';
import { joinSlices, type SpeechSlice } from '../vad/silero.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import type { ProcessContext } from './process-context.js';
import type { ProcessRequest } from './requests.js';
import { runOnce } from './run-stage.js';

/** Raised when the code gives another result for the same input, so that old checkpoints are not taken for new. */
const versions = { speech: 1, language: 1 } as const;

/** One file of decoded audio, and what is asked of it. */
interface Source {
  readonly pcm: PcmReader;
  readonly request: ProcessRequest;
}

/**
 * Detects speech and, where the language is not said, hears which it is on a thread beside.
 * @param whole of which the language is heard: of a recording in tracks the mix, since a track may hold one word; null:
 *   it was heard before.
 */
export async function listen(
  { pcm, request }: Source,
  whole: Source | null,
  context: ProcessContext,
): Promise<{ probabilities: Float32Array; odds: LanguageOdds | null }> {
  // The first of the two to fail stops the other.
  const stop = new AbortController();
  const both = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const planOnce = planner(pcm, request, context);
  const planWhole = whole?.pcm === pcm ? planOnce : whole && planner(whole.pcm, request, context);
  const work = [
    whole && planWhole ? identifyLanguage(planWhole, whole.request, both) : null,
    detectSpeech(planOnce, request, both),
  ] as const;
  try {
    const [odds, probabilities] = await Promise.all(work);
    return { probabilities, odds };
  } catch (error) {
    stop.abort();
    await Promise.allSettled(work);
    throw error;
  }
}

function planner(pcm: PcmReader, request: ProcessRequest, context: ProcessContext) {
  let slices: Promise<readonly SpeechSlice[]> | undefined;
  return () => {
    slices ??= context.networks.speech(request.plan.models.speech).then((detector) => detector.plan(pcm));
    return slices;
  };
}

/** @returns null where the language was said or cannot be told. */
async function identifyLanguage(
  planSlices: () => Promise<readonly SpeechSlice[]>,
  { audio, contentFp, languageTag, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<LanguageOdds | null> {
  const { listener } = plan.models.recognition;
  if (listener === null || plan.language !== 'auto') return null;
  const { speech } = plan.models;
  const key = checkpointKey(contentFp, 'identify-language', [
    versions.language,
    [speech.hash, listener.hash, languageTag],
    [spokenLanguageDefaults, findSpeechDefaults],
  ]);
  const kept = await context.checkpoints.get(key);
  if (kept !== null) return JSON.parse(kept);
  const [slice] = await planSlices();
  if (!slice) return null;
  const { pcmPath, samples } = audio;
  const odds = await context.lanes.beside(
    {
      kind: 'identify-language',
      pcmPath,
      samples,
      speech,
      listener,
      threads: 1,
      gain: slice.gain,
      tag: languageTag,
    },
    context,
  );
  await context.checkpoints.put(key, JSON.stringify(odds));
  return odds;
}

async function detectSpeech(
  planSlices: () => Promise<readonly SpeechSlice[]>,
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<Float32Array> {
  const model = plan.models.speech;
  const key = checkpointKey(contentFp, 'detect-speech', [versions.speech, model.hash]);
  const format = { key, toText: floatsToText, fromText: textToFloats };
  return runOnce('detect-speech', model.name, context, format, async (control) => {
    const { pcmPath } = audio;
    const requests = (await planSlices()).map(
      (slice) => ({ kind: 'listen', pcmPath, model, slice }) as const,
    );
    return joinSlices(await context.lanes.runAll(requests, plan.threads, context, control));
  });
}
