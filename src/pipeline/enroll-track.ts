import { enrollDefaults, enrollVoice, type VoiceSample } from '../diarization/enroll-voice.js';
import { type Audio, audioFiles, sampleRate } from '../domain/recording.js';
import { type Span, totalSeconds } from '../domain/time.js';
import { withAllPcm, withPcm } from '../features/pcm.js';
import type { InstalledModel } from '../models/installed.js';
import { findSpeech } from '../vad/find-speech.js';
import { createCrosstalk } from './crosstalk.js';
import type { Networks } from './networks.js';

/** Decoded audio of one person. */
export interface EnrollRequest {
  readonly kind: 'enroll';
  readonly audio: Audio;
  /** For messages. */
  readonly name: string;
  readonly models: { readonly speech: InstalledModel; readonly voice: InstalledModel };
  /** When the person speaks; null: whenever somebody does. */
  readonly spans: readonly Span[] | null;
  readonly threads: number;
}

/**
 * Takes a sample of a person's voice. If channels have people of their own, it is taken from the one in which most is
 * said, never from a mix of two voices; that others speak as well is a warning.
 */
export async function enrollTrack(
  { audio, name, models, spans, threads }: EnrollRequest,
  networks: Networks,
  signal: AbortSignal,
): Promise<VoiceSample> {
  const [mono, ...tracks] = audioFiles(audio);
  const options = { ...enrollDefaults, signal };
  if (spans)
    return withPcm(mono, async (pcm) =>
      enrollVoice(pcm, spans, await networks.voice(models.voice, threads), name, options),
    );
  return withAllPcm(tracks.length > 0 ? tracks : [mono], async (pcms) => {
    const detector = await networks.speech(models.speech);
    const found: Float32Array[] = [];
    for (const pcm of pcms) found.push(await detector.detect(pcm, { signal }));
    const own = pcms.length > 1 ? createCrosstalk(pcms).suppress(found) : found;
    const speech = own.map((probabilities, i) => findSpeech(probabilities, pcms[i].samples / sampleRate));
    const lengths = speech.map(totalSeconds);
    const most = lengths.indexOf(Math.max(...lengths));
    const embedder = await networks.voice(models.voice, threads);
    const sample = await enrollVoice(pcms[most], speech[most], embedder, name, options);
    const speaking = lengths.filter((length) => length >= enrollDefaults.minShare * lengths[most]).length;
    if (speaking < 2) return sample;
    const warning = `${name} has other voices in other channels; the one that speaks most was taken.`;
    return { ...sample, warnings: [warning, ...sample.warnings] };
  });
}
