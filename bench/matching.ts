/**
 * Calibrates the matching of voices: how similar a person's samples are to a profile made of others, and to the
 * profiles of other people. Enrolls from three samples, matches embeddings of one, two and three other samples: as they
 * were recorded, through a telephone, and in a room.
 * Run: npm run bench:matching [-- NAME of a voice model that ships]
 *
 * Prints the equal error rate, then for thresholds and margins: right names, wrong names while the person is enrolled,
 * and names given to people who are not enrolled (each person in turn is not). Then who gets a name for which two clusters compete,
 * and how well voices of unknown people are grouped.
 */
import { readFileSync } from 'node:fs';
import { embedSpeech } from '../src/diarization/embed-speech.js';
import type { Span } from '../src/domain/time.js';
import { dot, normalize } from '../src/domain/vectors.js';
import { groupVoices } from '../src/speakers/group-voices.js';
import { findSpeech } from '../src/vad/find-speech.js';
import { randomFrom } from './conversations/random.js';
import { convolver, roomResponse, telephone } from './conversations/sound.js';
import { inMemory, openDetector, openEmbedder, readSamples, sharedAudio } from './recordings.js';

const detector = await openDetector();
const embedder = await openEmbedder(2, process.argv[2]);
console.log(embedder.model);

interface Trial {
  readonly speaker: string;
  readonly way: string;
  readonly samples: number;
  readonly embedding: Float32Array;
}
/** How what is matched reaches the microphone; what is enrolled is always as it was recorded. */
const ways: Readonly<Record<string, (samples: Float32Array) => Float32Array>> = {
  'as recorded': (samples) => samples,
  'by telephone': telephone,
  'in a room': convolver(roomResponse(0.5, 3, randomFrom(7))),
};

const profiles: { speaker: string; vector: Float32Array }[] = [];
const trials: Trial[] = [];
/** People with too few samples to enroll and match. */
const strangers: Trial[] = [];

for (const [folder, list] of [
  ['voices', 'index.tsv'],
  ['read', 'transcripts.tsv'],
]) {
  const samples = new Map<string, string[]>();
  for (const line of readFileSync(sharedAudio(folder, list), 'utf8').trim().split('\n')) {
    const [file, speaker] = line.split('\t');
    if (file.endsWith('.flac'))
      samples.set(speaker, [...(samples.get(speaker) ?? []), sharedAudio(folder, file)]);
  }
  for (const [speaker, files] of samples) {
    if (files.length < 4) {
      const embedding = await printOf(files.map((file) => readSamples(file)));
      strangers.push({ speaker, way: 'as recorded', samples: files.length, embedding });
      continue;
    }
    const prints: Float32Array[] = [];
    for (const file of files.slice(0, 3)) prints.push(await printOf([readSamples(file)]));
    const sum = new Float32Array(embedder.dims);
    for (const print of prints) for (let d = 0; d < sum.length; d++) sum[d] += print[d];
    profiles.push({ speaker, vector: normalize(sum) });
    const rest = files.slice(3);
    for (const [way, change] of Object.entries(ways))
      for (const count of [1, 2, 3])
        for (let i = 0; i + count <= rest.length; i += count) {
          const parts = rest.slice(i, i + count).map((file) => change(readSamples(file)));
          trials.push({ speaker, way, samples: count, embedding: await printOf(parts) });
        }
  }
}

for (const way of Object.keys(ways)) for (const count of [1, 2, 3]) report(way, count);

function report(way: string, count: number): void {
  const own = trials.filter((t) => t.way === way && t.samples === count);
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const trial of own)
    for (const profile of profiles)
      (profile.speaker === trial.speaker ? genuine : impostor).push(dot(profile.vector, trial.embedding));
  const { rate, threshold } = equalErrors(genuine, impostor);
  console.log(
    `\n${way}, ${count} sample(s): ${profiles.length} profiles, ${genuine.length} genuine, ${impostor.length} impostor pairs; ` +
      `EER ${rate.toFixed(3)} at ${threshold.toFixed(2)}`,
  );
  console.log('threshold  margin   right   wrong   not enrolled but named');
  for (const threshold of [0.35, 0.4, 0.45, 0.5, 0.55, 0.6])
    for (const margin of [0, 0.05, 0.1]) {
      const named = own.map((trial) => bestName(trial, profiles, threshold, margin));
      const right = own.filter((trial, i) => named[i] === trial.speaker).length;
      const wrong = own.filter((trial, i) => named[i] && named[i] !== trial.speaker).length;
      const open = own.filter((trial) =>
        bestName(
          trial,
          profiles.filter((p) => p.speaker !== trial.speaker),
          threshold,
          margin,
        ),
      ).length;
      const share = (n: number) => (n / own.length).toFixed(3);
      console.log(
        `${threshold.toFixed(2).padStart(9)}${margin.toFixed(2).padStart(8)}   ${share(right)}   ${share(wrong)}   ${share(open)}`,
      );
    }
}

tieReport();
groupReport();

/**
 * Meetings of two: one person who is enrolled, and one who is not, heard in the same way. At threshold .50 and a margin
 * of .10 between profiles, who gets the name for which margin between the two clusters?
 */
function tieReport(): void {
  console.log(
    '\nmargin between clusters   right   wrong   nobody   of the pairs in which the stranger is above .35',
  );
  const pairs = trials.flatMap((genuine) => {
    const similarity = similarityTo(genuine, genuine.speaker);
    return trials.flatMap((other) => {
      const isRival = other.way === genuine.way && other.samples === 1 && other.speaker !== genuine.speaker;
      const rival = isRival ? similarityTo(other, genuine.speaker) : -1;
      if (genuine.samples !== 1 || rival < 0.35) return [];
      const enrolled = profiles.filter(({ speaker }) => speaker !== other.speaker);
      return [
        {
          lead: similarity - rival,
          isNamed: bestName(genuine, enrolled, 0.5, 0.1) !== null,
          isRivalNamed: bestName(other, enrolled, 0.5, 0.1) === genuine.speaker,
        },
      ];
    });
  });
  for (const margin of [0, 0.02, 0.05, 0.1, 0.15]) {
    const right = pairs.filter(({ lead, isNamed }) => isNamed && lead >= margin).length;
    const wrong = pairs.filter(({ lead, isRivalNamed }) => isRivalNamed && -lead >= margin).length;
    const share = (n: number) => (n / pairs.length).toFixed(3).padStart(8);
    const rest = pairs.length - right - wrong;
    console.log(
      `${margin.toFixed(2).padStart(23)}${share(right)}${share(wrong)}${share(rest)}   ${pairs.length}`,
    );
  }
}

function similarityTo({ embedding }: Trial, person: string): number {
  return dot(profiles.find(({ speaker }) => speaker === person)!.vector, embedding);
}

/**
 * Groups what two samples gave, however they were recorded, as `scribe speakers unknown` groups voices of meetings; and
 * one voice each of people who are heard once.
 */
function groupReport(): void {
  const heard = [...trials.filter(({ samples }) => samples === 2), ...strangers];
  const voices = heard.map(({ embedding }, i) => ({ meetingId: String(i), vector: embedding }));
  const people = new Set(heard.map(({ speaker }) => speaker)).size;
  console.log(`\n${heard.length} recordings of ${people} people, grouped`);
  console.log('threshold  groups  of several people  voices with the right group');
  for (const threshold of [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6]) {
    const groups = groupVoices(voices, threshold).map((group) => group.map((i) => heard[i].speaker));
    const mixed = groups.filter((group) => new Set(group).size > 1).length;
    // Of each person the largest group that is nobody else's.
    const largest = new Map<string, number>();
    for (const [speaker, ...others] of groups)
      if (others.every((other) => other === speaker))
        largest.set(speaker, Math.max(largest.get(speaker) ?? 0, others.length + 1));
    const right = [...largest.values()].reduce((sum, size) => sum + size, 0);
    console.log(
      `${threshold.toFixed(2).padStart(9)}${String(groups.length).padStart(8)}${String(mixed).padStart(19)}   ${(right / heard.length).toFixed(3)}`,
    );
  }
}

async function printOf(parts: readonly Float32Array[]): Promise<Float32Array> {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  const pcm = inMemory(samples);
  const duration = samples.length / 16_000;
  const found = findSpeech(await detector.detect(pcm), duration);
  const speech: readonly Span[] = found.length > 0 ? found : [{ start: 0, end: duration }];
  return (await embedSpeech(pcm, speech, embedder)) ?? new Float32Array(embedder.dims);
}

function bestName(trial: Trial, enrolled: typeof profiles, threshold: number, margin: number): string | null {
  const ranked = enrolled
    .map((p) => ({ speaker: p.speaker, similarity: dot(p.vector, trial.embedding) }))
    .sort((a, b) => b.similarity - a.similarity);
  const sure =
    ranked[0].similarity >= threshold && ranked[0].similarity - (ranked[1]?.similarity ?? -1) >= margin;
  return sure ? ranked[0].speaker : null;
}

function equalErrors(genuine: readonly number[], impostor: readonly number[]) {
  let best = { rate: 1, threshold: 0, gap: 2 };
  for (let threshold = 0; threshold < 1; threshold += 0.005) {
    const miss = genuine.filter((x) => x < threshold).length / genuine.length;
    const accept = impostor.filter((x) => x >= threshold).length / impostor.length;
    const gap = Math.abs(miss - accept);
    if (gap < best.gap) best = { rate: (miss + accept) / 2, threshold, gap };
  }
  return best;
}
