import type { Meeting } from '../domain/meeting.js';
import { endsSentence } from '../domain/sentences.js';
import { type Turn, unattributed } from '../domain/speakers.js';
import type { Segment, Word } from '../domain/transcript.js';
import { attributeDefaults, makeTurn } from './attribute-words.js';

/** The transcript of one track; ids of clusters are its own. */
type TrackTranscript = Pick<Meeting, 'clusters' | 'turns' | 'suppressed' | 'unrecognized'>;

/**
 * Joins tracks that were transcribed apart: voices are named anew in the order in which they first speak, turns and
 * passages are in the order of time. A voice without words (music, a cough) is no speaker. Pure.
 */
export function joinTracks(tracks: readonly TrackTranscript[]): TrackTranscript {
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
    clusters: voices.map(({ cluster, track }, i) => ({ ...cluster, id: `S${i + 1}`, track })),
    turns: interleaveTurns(tracks.map(({ turns }, track) => turns.map((turn) => rename(turn, track)))),
    suppressed: tracks
      .flatMap(({ suppressed }, track) => suppressed.map((passage) => rename(passage, track)))
      .sort((a, b) => a.start - b.start),
    unrecognized: tracks.flatMap(({ unrecognized }) => unrecognized).sort((a, b) => a.start - b.start),
  };
}

/** Seconds: a pause in which another speaker may come in. */
const breath = 0.35;

/**
 * Brings the turns of tracks into one order in which they can be read: each turn is divided at the ends of sentences
 * and at breaths, all are sorted by their starts, and neighbours by one voice are joined again. People who speak at
 * the same time stand one after the other. Pure; no word is lost, and those of one voice keep their order.
 */
export function interleaveTurns(tracks: readonly (readonly Turn[])[]): Turn[] {
  const divided = tracks
    .flatMap((turns, track) => turns.flatMap((turn) => divide(turn).map((own) => ({ own, track }))))
    .sort((a, b) => a.own.start - b.own.start || a.track - b.track)
    .map(({ own }) => own);
  const joined: Turn[] = [];
  for (const turn of divided) {
    const last = joined.at(-1);
    if (last && continues(last, turn))
      joined[joined.length - 1] = makeTurn([...last.words, ...turn.words], last.clusterId, last.language);
    else joined.push(turn);
  }
  return joined;
}

function divide(turn: Turn): Turn[] {
  const divided: Turn[] = [];
  let first = 0;
  for (let i = 1; i < turn.words.length; i++) {
    if (turn.words[i].start - turn.words[i - 1].end < breath && !endsSentence(turn.words[i - 1].text, 'turn'))
      continue;
    divided.push(makeTurn(turn.words.slice(first, i), turn.clusterId, turn.language));
    first = i;
  }
  if (first === 0) return [turn];
  return [...divided, makeTurn(turn.words.slice(first), turn.clusterId, turn.language)];
}

function continues(turn: Turn, next: Turn): boolean {
  if (turn.clusterId !== next.clusterId || turn.language !== next.language) return false;
  const last = turn.words[turn.words.length - 1] as Word | undefined;
  if (!last || next.words.length === 0 || next.start - turn.end > attributeDefaults.turnPause) return false;
  return last.end - turn.start < attributeDefaults.longTurn || !endsSentence(last.text, 'turn');
}

/** The language of the track with the most words. */
export function mostSpoken(
  recognized: readonly { readonly language: string; readonly segments: readonly Segment[] }[],
): string {
  const words = ({ segments }: { segments: readonly Segment[] }) =>
    segments.reduce((sum, segment) => sum + segment.words.length, 0);
  return recognized.reduce((a, b) => (words(b) > words(a) ? b : a)).language;
}

/** The warning when another number of speakers was asked for: tracks that stay apart have at least a voice each. Pure. */
export function countWarnings(asked: number | null, found: number): string[] {
  if (asked === null || asked === found) return [];
  return [
    `${asked === 1 ? '1 speaker was' : `${asked} speakers were`} asked for, and ${found} found in channels of their own; \`--channels mix\` puts the channels together.`,
  ];
}
