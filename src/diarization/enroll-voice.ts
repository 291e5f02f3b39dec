import { sampleRate } from '../domain/recording.js';
import type { Embedding } from '../domain/speakers.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import { dot } from '../domain/vectors.js';
import { ScribeError } from '../errors.js';
import { fbankHop } from '../features/fbank.js';
import type { PcmReader } from '../features/pcm.js';
import { clusterDefaults, clusterVoices } from './cluster-voices.js';
import { embedPieces } from './embed-pieces.js';
import { embedSpeech } from './embed-speech.js';
import { measureSound } from './measure-sound.js';
import type { VoiceEmbedder } from './voice-embedder.js';

export interface EnrollOptions {
  /** Less speech than this does not make a voice. */
  readonly minSpeech: Seconds;
  /** Less speech than this has no halves to compare, and no pause in which the room could be heard. */
  readonly minHalves: Seconds;
  /** Share of the speech from which another voice counts. */
  readonly minShare: number;
  /** Below this cosine similarity of its two halves a sample is not steady enough to tell voices apart. */
  readonly minConsistency: number;
  /** Share of samples at full scale from which the sound is distorted. */
  readonly maxClipped: number;
  /** Decibels from the quietest tenth of the recording to its loudest, below which the room drowns the voice. */
  readonly minRange: number;
  /** Decibels relative to full scale below which little more than the noise of the converter is left of a voice. */
  readonly minLevel: number;
}

export const enrollDefaults: EnrollOptions = {
  // What is left of 2 s without their pauses: CAM++ has an EER of .011 on the first 2 s of clips, .0065 on all of them.
  minSpeech: 1.5,
  minHalves: 3,
  minShare: 0.15,
  minConsistency: 0.4,
  maxClipped: 0.002,
  minRange: 10,
  minLevel: -55,
};

/** What one recording gives of a person's voice. */
export interface VoiceSample {
  /** Null: there is too little speech to measure anything. */
  readonly embedding: Embedding | null;
  /** Speech that went into it. */
  readonly seconds: Seconds;
  /** Cosine similarity of the two halves of the sample, 0 to 1; null: they are too short. */
  readonly quality: number | null;
  /** Of its speech, in decibels relative to full scale; null: there is none. */
  readonly level: number | null;
  /** Share of the samples of the recording that are at full scale, 0 to 1. */
  readonly clipped: number;
  /** How many people say a good part of it; null: too little was said to tell. */
  readonly voices: number | null;
  /** What the person who enrolls should know, in whole sentences. */
  readonly warnings: readonly string[];
}

/**
 * Takes a sample of a voice from a recording in which one person speaks: its embedding, and reasons to doubt it.
 * Whether there is enough speech is for `requireSpeech` to say, of all recordings together.
 * @param speech when the person speaks, sorted and disjoint
 * @param name of the recording, for messages
 */
export async function enrollVoice(
  pcm: PcmReader,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  name: string,
  options: EnrollOptions & { readonly signal?: AbortSignal } = enrollDefaults,
): Promise<VoiceSample> {
  const seconds = totalSeconds(speech);
  const { level, clipped, range } = measureSound(pcm, speech);
  const whole = await embedSpeech(pcm, speech, embedder);
  if (!whole) return { embedding: null, seconds, quality: null, level, clipped, voices: null, warnings: [] };
  const halves = halve(speech);
  const first = await embedSpeech(pcm, halves[0], embedder);
  const second = await embedSpeech(pcm, halves[1], embedder);
  const long = seconds >= options.minHalves;
  const consistency = first && second && long ? dot(first, second) : null;
  const voices = await countVoices(pcm, speech, embedder, options);

  const warnings: string[] = [];
  if (voices <= 1 && consistency !== null && consistency < options.minConsistency)
    warnings.push(
      `The voice in ${name} is not steady; a longer or cleaner recording would be recognized better.`,
    );
  if (clipped > options.maxClipped)
    warnings.push(`${name} is distorted: ${(clipped * 100).toFixed(1)} % of its samples are clipped.`);
  if (level !== null && level < options.minLevel)
    warnings.push(`${name} is quiet: its speech is at ${level.toFixed(0)} dB.`);
  if (long && range < options.minRange)
    warnings.push(`${name} is noisy: its speech is only ${range.toFixed(0)} dB above the room.`);
  return {
    embedding: { model: embedder.model, vector: whole },
    seconds,
    quality: consistency === null ? null : Math.max(0, Math.min(1, consistency)),
    level,
    clipped,
    voices: Math.max(1, voices),
    warnings,
  };
}

/** Seconds of speech that are embedded at a time when voices are counted. */
const countedPiece: Seconds = 2;

/** How many people say a good part of the speech; 0 if no piece of it is long enough to tell. */
async function countVoices(
  pcm: PcmReader,
  speech: readonly Span[],
  embedder: VoiceEmbedder,
  { minShare, signal }: EnrollOptions & { readonly signal?: AbortSignal },
): Promise<number> {
  const spans = speech.flatMap(({ start, end }) => {
    const count = Math.floor((end - start) / countedPiece);
    return Array.from({ length: count }, (_, i) => ({
      start: start + (i * (end - start)) / count,
      end: start + ((i + 1) * (end - start)) / count,
    }));
  });
  const frameAt = (seconds: Seconds) => Math.floor((seconds * sampleRate) / fbankHop);
  const frames = spans.map(({ start, end }) => [{ from: frameAt(start), to: frameAt(end) }]);
  const vectors = await embedPieces(pcm, frames, embedder, { signal });
  const { dims } = embedder;
  return clusterVoices(
    spans.map(({ start, end }, turn) => ({
      vector: vectors.subarray(turn * dims, (turn + 1) * dims),
      seconds: end - start,
      turn,
    })),
    { ...clusterDefaults, ghostShare: minShare, ghostTurn: Number.POSITIVE_INFINITY },
  ).count;
}

/**
 * Checks that recordings of one person together have the speech that a voice needs: short ones add up.
 * @throws ScribeError RECORDING that names them.
 */
export function requireSpeech(
  samples: readonly (Pick<VoiceSample, 'embedding' | 'seconds'> & { readonly name: string })[],
  { minSpeech }: Pick<EnrollOptions, 'minSpeech'> = enrollDefaults,
): void {
  const sum = (some: typeof samples) => some.reduce((total, { seconds }) => total + seconds, 0);
  if (sum(samples.filter(({ embedding }) => embedding)) >= minSpeech) return;
  const lengths = samples.map(
    ({ name, seconds, embedding }) =>
      `${name} ${seconds.toFixed(1)} s${embedding ? '' : ', too little to measure'}`,
  );
  const have = samples.length === 1 ? 'it has' : 'together they have';
  const each = samples.length === 1 ? '' : ` (${lengths.join('; ')})`;
  throw new ScribeError(
    'RECORDING',
    `Enrolling from ${samples.map(({ name }) => name).join(', ')} failed: ${have} ${sum(samples).toFixed(1)} s of speech${each}, and ${minSpeech} s are needed.`,
    { hint: 'Give a longer recording of this person alone, or more of them; 10 to 30 s are good.' },
  );
}

/** Divides speech into halves of the same length. */
function halve(speech: readonly Span[]): [Span[], Span[]] {
  const half = totalSeconds(speech) / 2;
  const halves: [Span[], Span[]] = [[], []];
  let before = 0;
  for (const { start, end } of speech) {
    const border = Math.min(end, Math.max(start, start + half - before));
    if (border > start) halves[0].push({ start, end: border });
    if (end > border) halves[1].push({ start: border, end });
    before += end - start;
  }
  return halves;
}
