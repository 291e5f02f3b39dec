import type { Embedding } from '../domain/speakers.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import type { PcmReader } from '../signal/pcm.js';
import { diarize } from './diarize.js';
import type { VoiceEmbedder } from './embed-voice.js';
import { dot } from './voice-groups.js';
import { takeVoiceprint } from './voiceprint.js';

export interface EnrollOptions {
  /** Less speech than this does not make a voice. */
  readonly minSpeech: Seconds;
  /** Share of the speech from which another voice is worth a warning. */
  readonly minShare: number;
  /** Below this likeness of its two halves a sample is not steady enough to be told apart from others. */
  readonly minConsistency: number;
  /** Share of samples at full scale from which the sound is distorted. */
  readonly maxClipped: number;
  /** Decibels from the quietest tenth of the recording to its loudest, below which the room drowns the voice. */
  readonly minRange: number;
}

export const enrollDefaults: EnrollOptions = {
  minSpeech: 3,
  minShare: 0.15,
  minConsistency: 0.4,
  maxClipped: 0.002,
  minRange: 10,
};

/** One stretch of a person's voice, ready to be kept. */
export interface VoiceSample {
  readonly embedding: Embedding;
  /** Speech that went into it. */
  readonly seconds: Seconds;
  /** 0 to 1: how alike the two halves of the sample are, 0 to be doubted, 1 the same. */
  readonly quality: number;
  /** What the person who enrolls should know, in whole sentences. */
  readonly warnings: readonly string[];
}

/**
 * Makes one sample of a voice from a recording in which one person speaks: its voiceprint, and what speaks against it.
 * @param speech where the person speaks, sorted and disjoint
 * @param name of the recording, for messages
 * @throws ScribeError RECORDING when there is too little speech.
 */
export async function enrollVoice(
  pcm: PcmReader,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  name: string,
  options: EnrollOptions & { readonly signal?: AbortSignal } = enrollDefaults,
): Promise<VoiceSample> {
  const seconds = totalSeconds(speech);
  if (seconds < options.minSpeech)
    throw new ScribeError(
      'RECORDING',
      `Enrolling from ${name} failed: it has ${seconds.toFixed(1)} s of speech, and ${options.minSpeech} s are needed.`,
      { hint: 'Give a longer recording of this person alone, 10 to 30 s are good.' },
    );
  const { signal } = options;
  const [firstHalf, secondHalf] = halve(speech);
  const whole = await takeVoiceprint(pcm, speech, embedder);
  const first = await takeVoiceprint(pcm, firstHalf, embedder);
  const second = await takeVoiceprint(pcm, secondHalf, embedder);
  if (!whole || !first || !second)
    throw new ScribeError(
      'RECORDING',
      `Enrolling from ${name} failed: its speech lies outside of the recording.`,
      {
        hint: 'Run `scribe doctor`, and enroll from the original file again.',
      },
    );
  const consistency = dot(first, second);
  const { clusters } = await diarize(pcm, speech, embedder, { signal });
  const voices = clusters.filter((c) => totalSeconds(c.spans) >= options.minShare * seconds).length;
  const sound = measureSound(pcm);

  const warnings: string[] = [];
  if (voices > 1)
    warnings.push(`${name} seems to hold ${voices} voices; enroll from a recording of one person alone.`);
  else if (consistency < options.minConsistency)
    warnings.push(
      `The voice in ${name} is not steady; a longer or cleaner recording would be recognized better.`,
    );
  if (sound.clipped > options.maxClipped)
    warnings.push(
      `${name} is distorted: ${(sound.clipped * 100).toFixed(1)} % of it is louder than a recording can hold.`,
    );
  if (sound.range < options.minRange)
    warnings.push(`${name} is noisy: its speech is only ${sound.range.toFixed(0)} dB above the room.`);
  return {
    embedding: { model: embedder.model, vector: whole },
    seconds,
    quality: Math.max(0, Math.min(1, consistency)),
    warnings,
  };
}

/** Divides speech into two parts of the same length. */
function halve(speech: readonly Span[]): [Span[], Span[]] {
  const half = totalSeconds(speech) / 2;
  const parts: [Span[], Span[]] = [[], []];
  let before = 0;
  for (const { start, end } of speech) {
    const border = Math.min(end, Math.max(start, start + half - before));
    if (border > start) parts[0].push({ start, end: border });
    if (end > border) parts[1].push({ start: border, end });
    before += end - start;
  }
  return parts;
}

/** Share of samples at full scale, and decibels between the quietest and the loudest tenth of all 32 ms stretches. */
function measureSound(pcm: PcmReader): { clipped: number; range: number } {
  const stretch = 512;
  const levels = new Float32Array(Math.max(1, Math.floor(pcm.samples / stretch)));
  const buffer = new Float32Array(stretch);
  let clipped = 0;
  for (let i = 0; i < levels.length; i++) {
    pcm.read(i * stretch, buffer);
    let power = 0;
    for (const sample of buffer) {
      power += sample * sample;
      if (Math.abs(sample) >= 0.999) clipped++;
    }
    // Digital silence counts as -90 dB, the last bit of 16.
    levels[i] = 10 * Math.log10(Math.max(power / stretch, 1e-9));
  }
  levels.sort();
  const at = (share: number) => levels[Math.min(levels.length - 1, Math.floor(share * levels.length))];
  return { clipped: clipped / (levels.length * stretch), range: at(0.9) - at(0.1) };
}
