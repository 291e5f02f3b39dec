import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dot } from '../src/domain/vectors.js';
import { detPoints, equalErrorRate } from '../src/speakers/calibrate.js';

/** A recording in which one person speaks. */
export interface Clip {
  readonly person: string;
  readonly path: string;
}

/** The clips of `voices` and `read`. */
export function readClips(audio: string): Clip[] {
  return [
    ['voices', 'index.tsv'],
    ['read', 'transcripts.tsv'],
  ].flatMap(([folder, list]) =>
    readFileSync(join(audio, folder, list), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([file]) => file.endsWith('.flac'))
      .map(([file, person]) => ({ person, path: join(audio, folder, file) })),
  );
}

export interface MatchingScore {
  readonly equal: { readonly rate: number; readonly threshold: number };
  /** Share of the genuine pairs below the least threshold that lets no more than 1 % of the impostor pairs through. */
  readonly missAtOnePercent: number;
  readonly people: number;
  readonly genuine: number;
  readonly impostor: number;
  /** Clips with too little speech for a voice; their pairs are left out. */
  readonly unheard: number;
}

/**
 * Every clip is enrolled by itself and every other one matched with it. Pure.
 * @param enrolled the voice of each clip as it was enrolled; null: there was too little speech
 * @param heard the voice of each clip as it is matched: by telephone, in noise
 */
export function scoreMatching(
  clips: readonly Clip[],
  enrolled: readonly (Float32Array | null)[],
  heard: readonly (Float32Array | null)[],
): MatchingScore {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [i, profile] of enrolled.entries())
    for (const [j, voice] of heard.entries())
      if (i !== j && profile && voice)
        (clips[i].person === clips[j].person ? genuine : impostor).push(dot(profile, voice));
  const points = detPoints({
    genuine: Float64Array.from(genuine).sort(),
    impostor: Float64Array.from(impostor).sort(),
  });
  return {
    equal: equalErrorRate(points),
    missAtOnePercent: points.find(({ falseAccept }) => falseAccept <= 0.01)?.miss ?? 1,
    people: new Set(clips.map(({ person }) => person)).size,
    genuine: genuine.length,
    impostor: impostor.length,
    unheard: heard.filter((voice) => voice === null).length,
  };
}
