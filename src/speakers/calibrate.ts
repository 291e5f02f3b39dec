import type { Embedding } from '../domain/speakers.js';
import { dot, meanDirection, normalize } from '../domain/vectors.js';
import type { MatchOptions } from './match-profile.js';

/** A sample that counts, and whose it is. All are of one model. */
export interface CalibrationSample {
  readonly profileId: string;
  readonly embedding: Embedding;
  readonly seconds: number;
}

const calibrateDefaults = {
  /** People with two samples or more: with fewer, the errors of one person decide. */
  minPeople: 5,
  /** Samples that are compared with others of the same person. */
  minGenuine: 20,
  /** Pairs of different people that are wanted for each false accept: if none of n is accepted, the rate is below 3 / n with 95 %. */
  ruleOfThree: 3,
  /** Steps in which threshold and margin are tried. */
  step: 0.01,
  maxMargin: 0.2,
  /** Everybody is compared with everybody: of more people than this every second, third, ... is taken. */
  maxPeople: 1000,
} as const;

/** How alike samples are to their own person and to others. */
export interface VoiceScores {
  /** Cosine similarity of each sample to its person's other samples together, ascending. */
  readonly genuine: Float64Array;
  /** Cosine similarity of each sample to the voice of each other person, ascending. */
  readonly impostor: Float64Array;
  readonly trials: readonly Trial[];
  /** How many people there are, and how many of them have two samples or more. */
  readonly people: number;
  readonly testedPeople: number;
}

/** What one sample is like when it is matched with everybody. */
interface Trial {
  /** Similarity to its own person without this sample; null: it is the only one. */
  readonly own: number | null;
  /** The highest two similarities to other people; -1 where there are not so many. */
  readonly best: number;
  readonly second: number;
}

/**
 * Compares samples as matching does, one voice with the mean of a person's samples; a sample is left out of its own
 * person's mean. Pure.
 */
export function scoreSamples(all: readonly CalibrationSample[]): VoiceScores {
  const byPerson = groupByPerson(all);
  const samples = [...byPerson.values()].flat();
  const voices = [...byPerson].flatMap(([profileId, own]) => {
    const vector = voiceOf(own);
    return vector ? [{ profileId, vector }] : [];
  });
  const genuine: number[] = [];
  const impostor: number[] = [];
  const trials = samples.map((sample): Trial => {
    const vector = normalize(sample.embedding.vector.slice());
    const rest = voiceOf(byPerson.get(sample.profileId)!.filter((other) => other !== sample));
    const own = rest && dot(vector, rest);
    if (own !== null) genuine.push(own);
    let best = -1;
    let second = -1;
    for (const voice of voices) {
      if (voice.profileId === sample.profileId) continue;
      const similarity = dot(vector, voice.vector);
      impostor.push(similarity);
      if (similarity > best) [best, second] = [similarity, best];
      else if (similarity > second) second = similarity;
    }
    return { own, best, second };
  });
  return {
    genuine: Float64Array.from(genuine).sort(),
    impostor: Float64Array.from(impostor).sort(),
    trials,
    people: byPerson.size,
    testedPeople: [...byPerson.values()].filter((own) => own.length > 1).length,
  };
}

function groupByPerson(samples: readonly CalibrationSample[]): Map<string, CalibrationSample[]> {
  const groups = new Map<string, CalibrationSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.profileId);
    if (group) group.push(sample);
    else groups.set(sample.profileId, [sample]);
  }
  const stride = Math.ceil(groups.size / calibrateDefaults.maxPeople);
  return new Map([...groups].filter((_, i) => i % stride === 0));
}

function voiceOf(samples: readonly CalibrationSample[]): Float32Array | null {
  const mean = meanDirection(
    samples.map(({ embedding }) => embedding.vector),
    samples.map(({ seconds }) => seconds),
  );
  return mean?.vector ?? null;
}

/** What a threshold costs. */
export interface DetPoint {
  readonly threshold: number;
  /** Share of the genuine scores below it, 0 to 1. */
  readonly miss: number;
  /** Share of the impostor scores at or above it, 0 to 1. */
  readonly falseAccept: number;
}

/** Detection error trade-off (Martin et al. 1997): a point for every score, thresholds ascending. */
export function detPoints({ genuine, impostor }: Pick<VoiceScores, 'genuine' | 'impostor'>): DetPoint[] {
  const thresholds = Float64Array.from(new Set([...genuine, ...impostor])).sort();
  let missed = 0;
  let rejected = 0;
  const points = Array.from(thresholds, (threshold) => {
    while (genuine[missed] < threshold) missed++;
    while (impostor[rejected] < threshold) rejected++;
    return {
      threshold,
      miss: missed / genuine.length,
      falseAccept: 1 - rejected / impostor.length,
    };
  });
  const last = points.at(-1);
  return last
    ? [...points, { threshold: last.threshold + calibrateDefaults.step, miss: 1, falseAccept: 0 }]
    : [];
}

/**
 * The rate at which misses and false accepts are equal, on the straight line between the two points of the curve that
 * enclose it, and the threshold there.
 * @throws Error when there are no genuine or no impostor scores.
 */
export function equalErrorRate(points: readonly DetPoint[]): {
  readonly rate: number;
  readonly threshold: number;
} {
  const after = points.findIndex(({ miss, falseAccept }) => miss >= falseAccept);
  if (after < 0) throw new Error('an equal error rate needs genuine and impostor scores');
  const b = points[after];
  const a = points[Math.max(0, after - 1)];
  const gapBefore = a.falseAccept - a.miss;
  const gapAfter = b.miss - b.falseAccept;
  const share = gapBefore + gapAfter > 0 ? Math.max(0, gapBefore) / (gapBefore + gapAfter) : 0;
  return {
    rate: a.miss + share * (b.miss - a.miss),
    threshold: a.threshold + share * (b.threshold - a.threshold),
  };
}

/** What would happen to the samples with a threshold and a margin. Shares, 0 to 1. */
interface NameRates {
  /** Samples that get their own person's name, of those whose person has others. */
  readonly right: number;
  /** Samples that get the name of another person while their own is enrolled. */
  readonly wrong: number;
  /** Samples that get a name when their own person is not enrolled. */
  readonly strangersNamed: number;
}

export type MatchRates = MatchOptions & Omit<DetPoint, 'threshold'> & NameRates;

/** What matching with a threshold and a margin would do. Pure. */
export function rateMatches(scores: VoiceScores, options: MatchOptions): MatchRates {
  const { threshold, margin } = options;
  const share = (count: number, of: number) => count / of;
  return {
    threshold,
    margin,
    miss: share(scores.genuine.filter((score) => score < threshold).length, scores.genuine.length),
    falseAccept: share(scores.impostor.filter((score) => score >= threshold).length, scores.impostor.length),
    ...rateNames(scores.trials, options),
  };
}

function rateNames(trials: readonly Trial[], { threshold, margin }: MatchOptions): NameRates {
  let enrolled = 0;
  let right = 0;
  let wrong = 0;
  let strangers = 0;
  for (const { own, best, second } of trials) {
    if (best >= threshold && best - second >= margin) strangers++;
    if (own === null) continue;
    enrolled++;
    if (own >= threshold && own - best >= margin) right++;
    else if (best >= threshold && best - Math.max(own, second) >= margin) wrong++;
  }
  return { right: right / enrolled, wrong: wrong / enrolled, strangersNamed: strangers / trials.length };
}

/**
 * The lowest threshold at which no more than `falseAccept` of the pairs of two people are accepted, and the smallest
 * margin with which no more than that of all samples get a wrong name, whether their person is enrolled or not. When no
 * margin is enough, the threshold rises.
 */
export function chooseThresholds(scores: VoiceScores, falseAccept: number): MatchRates {
  const { step, maxMargin } = calibrateDefaults;
  const { impostor } = scores;
  const allowed = Math.floor(falseAccept * impostor.length);
  const rejected = impostor[impostor.length - 1 - allowed] ?? -1;
  const steps = Math.round(1 / step);
  for (let t = Math.floor(rejected * steps) + 1; ; t++)
    for (let m = 0; m <= maxMargin * steps; m++) {
      const options = { threshold: t / steps, margin: m / steps };
      const { wrong, strangersNamed } = rateNames(scores.trials, options);
      // Above a similarity of 1 nothing is accepted.
      if (Math.max(wrong, strangersNamed) <= falseAccept || t > steps) return rateMatches(scores, options);
    }
}

/** Why the scores are too few for that rate, in clauses; none: they are enough. */
export function tooFew(scores: VoiceScores, falseAccept: number): string[] {
  const { minPeople, minGenuine, ruleOfThree } = calibrateDefaults;
  const wanted = Math.ceil(ruleOfThree / falseAccept);
  const lacks = (have: number, want: number, what: string) =>
    have < want ? [`${have} ${what}, and ${want} are needed`] : [];
  return [
    ...lacks(scores.testedPeople, minPeople, 'people with two samples or more'),
    ...lacks(scores.genuine.length, minGenuine, 'samples to compare with others of the same person'),
    ...lacks(scores.impostor.length, wanted, 'pairs of different people'),
  ];
}
