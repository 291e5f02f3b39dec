import { mostProbable } from '../asr/languages/spoken-languages.js';
import { type LanguageOdds, undetermined } from '../asr/recognizer.js';
import { embedSpeech } from '../diarization/embed-speech.js';
import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import { joinSpans, type Span, totalSeconds, withoutHoles } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import type { GivenTranscript, ProcessRequest } from './plan.js';
import type { RecognizedSpeech } from './recognize-speech.js';
import { type JobContext, runStage } from './run-stage.js';
import type { ProcessContext } from './worker-pool.js';

/**
 * Words that another program recognized, in place of a recognition.
 *
 * @param identified the language that was heard, for words that come without one; null: nobody listened.
 */
export function takeWords(
  { source, language, segments }: NonNullable<GivenTranscript['words']>,
  identified: LanguageOdds | null,
  context: JobContext,
): RecognizedSpeech {
  context.emit({ kind: 'stage-skipped', stage: 'recognize', reason: source });
  const spoken = language ?? (identified ? mostProbable(identified).language : undetermined);
  return {
    language: spoken,
    models: [source],
    segments: segments.map((segment) => ({ ...segment, language: spoken })),
    warnings: [],
  };
}

/** Less of a voice alone than this, and what it says while others speak is heard as well. Seconds. */
const enoughAlone = 2;

/**
 * Speakers that another program told apart, in place of a diarization: their voices are heard where they speak alone. One
 * who says less than half a second has no voice, and is like nobody.
 */
export async function takeSpeakers(
  { spans: given }: NonNullable<GivenTranscript['speakers']>,
  pcm: PcmReader,
  { plan }: ProcessRequest,
  context: ProcessContext,
): Promise<readonly Cluster[]> {
  const { voice } = plan.models;
  const duration = pcm.samples / sampleRate;
  const inside = given
    .map((spans) => spans.filter(({ start }) => start < duration).map((span) => within(span, duration)))
    .filter((spans) => spans.length > 0);
  return runStage('diarize', voice.name, context, async ({ signal, onProgress }) => {
    const embedder = await context.networks.voice(voice, plan.threads);
    const clusters: Cluster[] = [];
    for (const [i, spans] of inside.entries()) {
      signal.throwIfAborted();
      const others = joinSpans(inside.filter((_, other) => other !== i).flat());
      const alone = withoutHoles(spans, others);
      const heard = totalSeconds(alone) >= enoughAlone ? alone : spans;
      const vector = (await embedSpeech(pcm, heard, embedder)) ?? new Float32Array(0);
      clusters.push({ id: `S${i + 1}`, spans, centroid: { model: embedder.model, vector } });
      onProgress((i + 1) / inside.length);
    }
    return clusters;
  });
}

const within = ({ start, end }: Span, limit: number): Span => ({ start, end: Math.min(end, limit) });
