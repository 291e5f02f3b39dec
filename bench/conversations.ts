/**
 * Writes conversations of one to eight people, put together from sentences of ../shared/audio/{voices,read}: a few of
 * half a minute, most of four to six minutes, one of an hour; by telephone, in rooms, in noise, with overlaps.
 * Run: npm run bench:conversations -- --out FOLDER [--seed 1] [--only TEXT]
 *
 * Each is NAME.pcm (16-bit little-endian, mono, 16 kHz), NAME.rttm and NAME.json (who speaks when, seconds and share of
 * overlap, the scene). The same seed writes the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SpeakerSpan } from '../eval/score-diarization.js';
import { sampleRate } from '../src/domain/recording.js';
import { mixConversation } from './conversations/mix.js';
import { randomFrom, shuffled } from './conversations/random.js';
import { type NamedScene, scenes } from './conversations/scenes.js';
import { readVoices, type Voice } from './conversations/utterances.js';
import { readSamples, sharedAudio } from './recordings.js';

const { values: flags } = parseArgs({
  options: { out: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
if (!flags.out) {
  console.error('Usage: npm run bench:conversations -- --out FOLDER [--seed 1] [--only TEXT]');
  process.exit(1);
}
const out = flags.out;
const seed = Number(flags.seed ?? '1');
mkdirSync(out, { recursive: true });
const noises = new Map([
  ['dishes', readSamples(sharedAudio('noise', 'doing_the_dishes.flac'))],
  ['pink', readSamples(sharedAudio('noise', 'pink_noise.flac'))],
]);
const voices = shuffled(readVoices(), randomFrom(seed));
const halves = [0, 1].map((half) => voices.filter((_, i) => i % 2 === half));

let total = 0;
scenes.forEach((scene, n) => {
  if (flags.only && !scene.name.includes(flags.only)) return;
  const random = randomFrom(1000 * seed + 17 * n + 1);
  const people = cast(scene, halves[n % 2], random);
  const { samples, reference } = mixConversation(scene, people, noises, random);
  const seconds = samples.length / sampleRate;
  const { speech, overlapped } = timesOf(reference);
  writeFileSync(
    join(out, `${scene.name}.pcm`),
    Int16Array.from(samples, (x) => Math.round(x * 32767)),
  );
  writeFileSync(join(out, `${scene.name}.rttm`), reference.map((s) => rttmLine(scene.name, s)).join(''));
  const description = { half: 'ab'[n % 2], seconds, speech, overlap: overlapped / speech, scene };
  writeFileSync(
    join(out, `${scene.name}.json`),
    `${JSON.stringify({ ...description, spoken: spokenBy(reference), spans: reference })}\n`,
  );
  total += seconds;
  console.log(
    `${scene.name.padEnd(16)} ${(seconds / 60).toFixed(1).padStart(5)} min, ${scene.people} people, ` +
      `${speech.toFixed(0)} s of speech, ${((100 * overlapped) / speech).toFixed(1)} % with two voices`,
  );
});
console.log(`${(total / 60).toFixed(0)} minutes in ${out}`);

/** Who takes part: where a person says much, those with many sentences, who do not repeat themselves at once. */
function cast(scene: NamedScene, voices: readonly Voice[], random: () => number): Voice[] {
  const order = shuffled(voices, random);
  if (scene.seconds > 100 * scene.people) order.sort((a, b) => b.utterances.length - a.utterances.length);
  return order.slice(0, scene.people);
}

/** Seconds in which somebody and in which more than one speaks. */
function timesOf(spans: readonly SpeakerSpan[]): { speech: number; overlapped: number } {
  const edges = spans
    .flatMap((s) => [
      { time: s.start, step: 1 },
      { time: s.end, step: -1 },
    ])
    .sort((a, b) => a.time - b.time || a.step - b.step);
  let [speaking, from, speech, overlapped] = [0, 0, 0, 0];
  for (const { time, step } of edges) {
    if (speaking > 0) speech += time - from;
    if (speaking > 1) overlapped += time - from;
    speaking += step;
    from = time;
  }
  return { speech, overlapped };
}

function spokenBy(spans: readonly SpeakerSpan[]): Record<string, number> {
  const spoken: Record<string, number> = {};
  for (const s of spans) spoken[s.speaker] = Number(((spoken[s.speaker] ?? 0) + s.end - s.start).toFixed(2));
  return spoken;
}

function rttmLine(name: string, { speaker, start, end }: SpeakerSpan): string {
  return `SPEAKER ${name} 1 ${start.toFixed(3)} ${(end - start).toFixed(3)} <NA> <NA> ${speaker} <NA> <NA>\n`;
}
