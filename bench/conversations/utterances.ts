import { readFileSync } from 'node:fs';
import { sampleRate } from '../../src/domain/recording.js';
import type { Span } from '../../src/domain/time.js';
import { readSamples, sharedAudio } from '../recordings.js';

/** Somebody's sentences, each without the silence around it. */
export interface Voice {
  readonly name: string;
  readonly utterances: readonly Float32Array[];
}

/** Samples of a step of the level meter: 20 ms. */
const step = 320;

/**
 * Everybody of `../shared/audio/{voices,read}` with a sentence of two seconds or more. Of somebody with two or three sentences
 * only the first one is taken: under some of these names there are two people.
 */
export function readVoices(): Voice[] {
  const files = new Map<string, string[]>();
  for (const [folder, list] of [
    ['voices', 'index.tsv'],
    ['read', 'transcripts.tsv'],
  ])
    for (const line of readFileSync(sharedAudio(folder, list), 'utf8').trim().split('\n')) {
      const [file, speaker] = line.split('\t');
      if (!file.endsWith('.flac') || file === 'jfk.flac') continue;
      files.set(speaker, [...(files.get(speaker) ?? []), sharedAudio(folder, file)]);
    }
  return [...files]
    .map(([name, own]) => ({
      name,
      utterances: (own.length < 4 ? own.slice(0, 1) : own)
        .map((file) => trim(readSamples(file)))
        .filter((utterance) => utterance.length > 2 * sampleRate),
    }))
    .filter((voice) => voice.utterances.length > 0);
}

/** Root mean square. */
export function levelOf(samples: Float32Array): number {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  return Math.sqrt(power / Math.max(1, samples.length)) + 1e-9;
}

/** Cuts off what is 30 dB below the loudest 20 ms at both ends. */
function trim(utterance: Float32Array): Float32Array {
  const { levels, floor } = levelsOf(utterance);
  const first = levels.findIndex((level) => level > floor);
  const last = levels.findLastIndex((level) => level > floor);
  return first < 0 ? utterance : utterance.subarray(first * step, (last + 1) * step);
}

/** Where an utterance is louder than 30 dB below its loudest 20 ms; shorter pauses than `bridge` belong to the speech. */
export function speechIn(utterance: Float32Array, bridge = 0.5): Span[] {
  const { levels, floor } = levelsOf(utterance);
  const spans: { start: number; end: number }[] = [];
  levels.forEach((level, i) => {
    if (level <= floor) return;
    const start = (i * step) / sampleRate;
    const end = start + step / sampleRate;
    const last = spans.at(-1);
    if (last && start - last.end < bridge) last.end = end;
    else spans.push({ start, end });
  });
  return spans;
}

/** The quietest place within 150 ms of a sample, so that a cut falls between words rather than into one. */
export function quietestNear(utterance: Float32Array, at: number): number {
  const reach = 0.15 * sampleRate;
  let best = Math.min(at, utterance.length);
  let least = Number.POSITIVE_INFINITY;
  for (
    let from = Math.max(0, at - reach);
    from + step <= Math.min(utterance.length, at + reach);
    from += step
  ) {
    const level = levelOf(utterance.subarray(from, from + step));
    if (level >= least) continue;
    least = level;
    best = from + step / 2;
  }
  return Math.floor(best);
}

function levelsOf(utterance: Float32Array): { levels: number[]; floor: number } {
  const levels = Array.from({ length: Math.floor(utterance.length / step) }, (_, i) =>
    levelOf(utterance.subarray(i * step, (i + 1) * step)),
  );
  return { levels, floor: Math.max(...levels) * 10 ** (-30 / 20) };
}
