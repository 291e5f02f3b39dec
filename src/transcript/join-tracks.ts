import { type Cluster, type Turn, unattributed } from '../domain/speakers.js';
import type { SuppressedPassage } from '../domain/suppressed.js';
import type { Segment } from '../domain/transcript.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';
import { weaveTurns } from './weave-turns.js';

/** What one track of a recording gave; ids of clusters are its own. */
export interface TrackWords {
  readonly clusters: readonly Cluster[];
  readonly turns: readonly Turn[];
  readonly suppressed: readonly SuppressedPassage[];
  readonly unrecognized: readonly UnrecognizedSpeech[];
}

/**
 * Makes one meeting of tracks that were transcribed apart: voices are named anew in the order in which they first
 * speak, turns and passages stand in the order of time. A voice without words (music, a cough) is no speaker. Pure.
 */
export function joinTracks(tracks: readonly TrackWords[]): TrackWords {
  const voices = tracks
    .flatMap(({ clusters, turns }, track) =>
      clusters.flatMap((cluster) => {
        const first = turns.find((turn) => turn.clusterId === cluster.id);
        return first ? [{ cluster, track, start: first.start }] : [];
      }),
    )
    .sort((a, b) => a.start - b.start || a.track - b.track);
  const rename = <T extends { readonly clusterId: string }>(item: T, track: number): T => {
    const at = voices.findIndex((voice) => voice.track === track && voice.cluster.id === item.clusterId);
    return { ...item, clusterId: at < 0 ? unattributed : `S${at + 1}` };
  };
  return {
    clusters: voices.map(({ cluster }, i) => ({ ...cluster, id: `S${i + 1}` })),
    turns: weaveTurns(tracks.map(({ turns }, track) => turns.map((turn) => rename(turn, track)))),
    suppressed: tracks
      .flatMap(({ suppressed }, track) => suppressed.map((passage) => rename(passage, track)))
      .sort((a, b) => a.start - b.start),
    unrecognized: tracks.flatMap(({ unrecognized }) => unrecognized).sort((a, b) => a.start - b.start),
  };
}

/** The language of most words. */
export function mostSpoken(
  recognized: readonly { readonly language: string; readonly segments: readonly Segment[] }[],
): string {
  const words = ({ segments }: { segments: readonly Segment[] }) =>
    segments.reduce((sum, segment) => sum + segment.words.length, 0);
  return recognized.reduce((a, b) => (words(b) > words(a) ? b : a)).language;
}

/** Channels that stay apart have a voice each at the least: what is said where another number was asked for. Pure. */
export function countWarnings(asked: number | null, found: number): string[] {
  if (asked === null || asked === found) return [];
  return [
    `${asked === 1 ? '1 speaker was' : `${asked} speakers were`} asked for, and ${found} found in channels of their own; \`--channels mix\` puts the channels together.`,
  ];
}
