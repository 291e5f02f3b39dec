import type { SpeakerSpan } from '../eval/score-diarization.js';
import { sampleRate } from '../src/domain/recording.js';
import { randomFrom } from './conversations/random.js';
import { levelOf, readVoices } from './conversations/utterances.js';
import { readSamples, sharedAudio } from './recordings.js';

/** A conversation put together from single sentences, with its answer. */
export interface Mixture {
  readonly kind: string;
  readonly name: string;
  readonly samples: Float32Array;
  readonly reference: readonly SpeakerSpan[];
}

/** Conversations of each kind. */
const count = 12;

/**
 * Conversations of one to five people of `../shared/audio/{voices,read}`, 30 to 120 s long: clear ones with sentences
 * one after the other, and hard ones with interruptions of under two seconds, overlaps and noise. The same every time.
 */
export function mixConversations(): Mixture[] {
  const utterances = new Map(
    readVoices()
      .filter((voice) => voice.utterances.length >= 4)
      .map((voice) => [voice.name, voice.utterances]),
  );
  const noise = readSamples(sharedAudio('noise', 'doing_the_dishes.flac'));
  const mixtures: Mixture[] = [];
  for (const kind of ['clear', 'hard'] as const)
    for (let n = 0; n < count; n++) {
      const random = randomFrom(1000 * (kind === 'hard' ? 2 : 1) + 17 * n);
      mixtures.push({
        kind,
        name: `${kind}-${n}`,
        ...converse(utterances, noise, 1 + (n % 5), kind === 'hard', random),
      });
    }
  return mixtures;
}

function converse(
  utterances: ReadonlyMap<string, readonly Float32Array[]>,
  noise: Float32Array,
  wanted: number,
  hard: boolean,
  random: () => number,
): { samples: Float32Array; reference: SpeakerSpan[] } {
  const between = (low: number, high: number) => low + (high - low) * random();
  const names = [...utterances.keys()];
  const people: string[] = [];
  while (people.length < wanted) {
    const name = names[Math.floor(random() * names.length)];
    if (!people.includes(name)) people.push(name);
  }
  const loudness = people.map(() => 10 ** (between(-8, 0) / 20));
  const seconds = between(30, 120);
  const samples = new Float32Array(Math.ceil((seconds + 15) * sampleRate));
  const reference: SpeakerSpan[] = [];
  let at = 1;
  let last = -1;
  while (at < seconds) {
    let who = Math.floor(random() * people.length);
    if (who === last && random() < 0.8) who = (who + 1) % people.length;
    last = who;
    const own = utterances.get(people[who]) ?? [];
    let utterance = own[Math.floor(random() * own.length)];
    if (hard && random() < 0.3) {
      const from = Math.floor(random() * utterance.length * 0.5);
      utterance = utterance.subarray(from, from + Math.floor(between(0.6, 2) * sampleRate));
    }
    const start = Math.floor(at * sampleRate);
    const gain = (0.08 * loudness[who]) / levelOf(utterance);
    for (let i = 0; i < utterance.length; i++) samples[start + i] += gain * utterance[i];
    const end = (start + utterance.length) / sampleRate;
    reference.push({ speaker: people[who], start: start / sampleRate, end });
    at = Math.max(1, end + (hard ? between(-0.8, 0.8) : between(0.05, 1.2)));
  }
  const length = Math.ceil((Math.max(...reference.map((r) => r.end)) + 1) * sampleRate);
  const mixed = samples.slice(0, length);
  const hiss = hard ? (0.08 * 10 ** (-between(12, 25) / 20)) / levelOf(noise) : 0;
  const offset = Math.floor(random() * noise.length);
  for (let i = 0; i < length; i++) mixed[i] += hiss * noise[(offset + i) % noise.length];
  return { samples: mixed, reference };
}
