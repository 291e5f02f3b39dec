import { spokenLanguageDefaults } from '../asr/languages/spoken-languages.js';
import type { LanguageOdds } from '../asr/recognizer.js';
import type { PcmReader } from '../features/pcm.js';
import { findSpeechDefaults } from '../vad/find-speech.js';
import { joinSlices, type SpeechSlice } from '../vad/silero.js';
import { checkpointKey, floatsToText, textToFloats } from './checkpoints.js';
import type { ProcessRequest } from './plan.js';
import { readKept, runOnce, sideBySide } from './run-stage.js';
import type { ProcessContext } from './worker-pool.js';

/** Raised when the code gives another result for the same input: then old checkpoints have other keys. */
const versions = { speech: 2, language: 2 } as const;

/** One file of decoded audio, and what is asked of it. */
interface Source {
  readonly pcm: PcmReader;
  readonly request: ProcessRequest;
}

/**
 * Detects speech and, if the language was not given, identifies it, where speech was detected.
 * @param whole in which the language is identified; null: that was done before.
 */
export async function detectSpeech(
  { pcm, request }: Source,
  whole: Source | null,
  context: ProcessContext,
): Promise<{ probabilities: Float32Array; odds: LanguageOdds | null }> {
  const planOnce = planner(pcm, request, context);
  const planWhole = whole?.pcm === pcm ? planOnce : whole && planner(whole.pcm, request, context);
  const [odds, probabilities] = await sideBySide<ProcessContext, [LanguageOdds | null, Float32Array]>(
    context,
    (own) => {
      const detecting = detectOnce(planOnce, request, own);
      const detected = whole?.pcm === pcm ? detecting : null;
      return [
        whole && planWhole ? identifyOnce(planWhole, detected, whole.request, own) : Promise.resolve(null),
        detecting,
      ];
    },
  );
  return { probabilities, odds };
}

function planner(pcm: PcmReader, request: ProcessRequest, context: ProcessContext) {
  let slices: Promise<readonly SpeechSlice[]> | undefined;
  return () => {
    slices ??= context.networks.speech(request.plan.models.speech).then((detector) => detector.plan(pcm));
    return slices;
  };
}

/**
 * @param detected the probabilities of speech; null: of this recording they are not asked for.
 * @returns null when the language was given or cannot be identified.
 */
async function identifyOnce(
  planSlices: () => Promise<readonly SpeechSlice[]>,
  detected: Promise<Float32Array> | null,
  { audio, contentFp, languageTag, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<LanguageOdds | null> {
  const { listener } = plan.models.recognition;
  if (listener === null || plan.language !== 'auto') return null;
  const { speech } = plan.models;
  const key = checkpointKey(contentFp, 'identify-language', [
    versions.language,
    [speech.hash, listener.hash, languageTag],
    ...(plan.languages.length > 0 ? [plan.languages] : []),
    [spokenLanguageDefaults, findSpeechDefaults],
  ]);
  const kept = readKept(await context.checkpoints.get(key), (text) => ({ odds: JSON.parse(text) }));
  if (kept !== null) return kept.odds;
  const [slice] = await planSlices();
  if (!slice) return null;
  const { pcmPath, samples } = audio;
  const task = {
    kind: 'identify-language',
    pcmPath,
    samples,
    speech: await detected,
    detector: speech,
    listener,
    threads: 1,
    gain: slice.gain,
    tag: languageTag,
    among: plan.languages,
  } as const;
  const control = { signal: context.signal, onProgress: () => {} };
  const [odds] = await context.pool.runAll([task], 1, context, control);
  await context.checkpoints.put(key, JSON.stringify(odds));
  return odds;
}

async function detectOnce(
  planSlices: () => Promise<readonly SpeechSlice[]>,
  { audio, contentFp, plan }: ProcessRequest,
  context: ProcessContext,
): Promise<Float32Array> {
  const model = plan.models.speech;
  const key = checkpointKey(contentFp, 'detect-speech', [versions.speech, model.hash]);
  const format = { key, toText: floatsToText, fromText: textToFloats };
  return runOnce('detect-speech', model.name, context, format, async (control) => {
    const { pcmPath } = audio;
    const tasks = (await planSlices()).map(
      (slice) => ({ kind: 'detect-speech', pcmPath, model, slice }) as const,
    );
    return joinSlices(await context.pool.runAll(tasks, plan.threads, context, control));
  });
}
