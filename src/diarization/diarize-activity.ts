import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import type { Seconds, Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import { type ActivityRunOptions, createRunCollector } from './activity-runs.js';
import type { Diarization } from './diarize.js';
import { embedSpeech } from './embed-speech.js';
import {
  type ActiveVoice,
  activityDefaults,
  turnsOfActivity,
  type VoiceCounts,
} from './turns-of-activity.js';
import type { VoiceEmbedder } from './voice-embedder.js';

/** Who is active when in a whole recording, as a network says. */
export interface Activity {
  /** How many people it tells apart. */
  readonly speakers: number;
  /** Length of a frame. */
  readonly step: Seconds;
  /** Probabilities, piece by piece, [frames, speakers]. */
  readonly pieces: AsyncIterable<Float32Array>;
}

interface DiarizeActivityOptions extends VoiceCounts, Pick<ActivityRunOptions, 'onlyInSpeech'> {
  readonly onProgress?: (share: number) => void;
}

/** A voice that speaks less is embedded with what is around it. */
const leastVoice: Seconds = 1;

/**
 * Who speaks when, by a network that follows people through a whole recording: its activity becomes turns as it is, and
 * every voice is embedded once, from where it speaks alone, so that it can be told whose it is. Nothing is clustered.
 *
 * @param speech when somebody speaks, sorted and disjoint
 * @returns S1, S2, ... in the order in which they first speak, and how many voices said too little to be people
 */
export async function diarizeActivity(
  pcm: PcmReader,
  { speakers, step, pieces }: Activity,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  options: DiarizeActivityOptions = {},
): Promise<Diarization> {
  const { onlyInSpeech } = options;
  const duration = pcm.samples / sampleRate;
  const collector = createRunCollector(speakers, step, speech, { ...activityDefaults, onlyInSpeech });
  let heard = 0;
  for await (const piece of pieces) {
    collector.push(piece);
    heard += (piece.length / speakers) * step;
    options.onProgress?.(heard / duration);
  }
  const { voices, ghosts } = turnsOfActivity(collector.finish(), speakers, step, options);
  const clusters: Cluster[] = [];
  for (const voice of [...voices].sort((a, b) => a.spans[0].start - b.spans[0].start)) {
    const vector = await embedVoice(pcm, voice, duration, embedder);
    if (vector === null) continue;
    const centroid = { model: embedder.model, vector };
    clusters.push({ id: `S${clusters.length + 1}`, spans: voice.spans, centroid });
  }
  return { clusters, ghosts };
}

/** Null: the whole recording is too short for an embedding. */
async function embedVoice(
  pcm: PcmReader,
  { spans, alone }: ActiveVoice,
  duration: Seconds,
  embedder: VoiceEmbedder,
): Promise<Float32Array | null> {
  const length = ({ start, end }: Span) => end - start;
  const longest = spans.reduce((best, span) => (length(span) > length(best) ? span : best));
  const middle = (longest.start + longest.end) / 2;
  const start = Math.max(0, Math.min(middle - leastVoice / 2, duration - leastVoice));
  const around = [{ start, end: Math.min(duration, start + leastVoice) }];
  return (
    (await embedSpeech(pcm, alone, embedder)) ??
    (await embedSpeech(pcm, spans, embedder)) ??
    (await embedSpeech(pcm, around, embedder))
  );
}
