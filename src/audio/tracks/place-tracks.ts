import type { TrackPlacing } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import { findClock, type OwnTrack } from './find-clock.js';
import type { TrackClock } from './fit-clock.js';

/** A track with what its file says about when it began. */
export interface DatedTrack extends OwnTrack {
  /** Milliseconds since 1970; null: no clock of a recorder says it. */
  readonly began: number | null;
}

/** Where a track lies on the clock of the recording, and how that is known. */
export interface PlacedTrack extends TrackClock {
  readonly placed: TrackPlacing;
}

/**
 * Puts tracks of one conversation on one clock, that of the longest; time 0 is where the first of them begins. A track
 * is placed beside any other that it has sound in common with, so a microphone that reaches only its neighbour is
 * enough. What has nothing in common with any is placed by its date, if the two overlap by it, else at the same start.
 *
 * @returns the places in the order of the tracks, which does not decide anything but ties.
 */
export function placeTracks(tracks: readonly DatedTrack[]): PlacedTrack[] {
  const [reference, ...order] = [...tracks.keys()].sort(
    (a, b) => tracks[b].pcm.samples - tracks[a].pcm.samples,
  );
  const placed = new Map<number, PlacedTrack>([[reference, { start: 0, drift: 0, placed: 'reference' }]]);
  let left = order;
  for (;;) {
    const before = placed.size;
    for (const track of left) {
      const clock = clockBesideAny(tracks, track, placed);
      if (clock) placed.set(track, { ...clock, placed: 'sound' });
    }
    left = left.filter((track) => !placed.has(track));
    if (left.length === 0) break;
    // Only when sound places none is one guessed: others may hear it.
    if (placed.size > before) continue;
    const [track] = left;
    placed.set(track, guessPlace(tracks[reference], tracks[track]));
    left = left.slice(1);
  }
  const earliest = Math.min(...[...placed.values()].map(({ start }) => start));
  return tracks.map((_, i) => {
    const place = placed.get(i)!;
    return { ...place, start: place.start - earliest };
  });
}

function clockBesideAny(
  tracks: readonly OwnTrack[],
  track: number,
  placed: ReadonlyMap<number, PlacedTrack>,
): TrackClock | null {
  for (const [other, place] of placed) {
    const clock = findClock(tracks[other], tracks[track]);
    if (clock) return onClockOf(place, clock);
  }
  return null;
}

/** The clock against that of the recording, of a track whose clock against another one's is known. Pure. */
function onClockOf(other: TrackClock, { start, drift }: TrackClock): TrackClock {
  const rate = 1 + other.drift / 1e6;
  return { start: other.start + start / rate, drift: (rate * (1 + drift / 1e6) - 1) * 1e6 };
}

function guessPlace(reference: DatedTrack, track: DatedTrack): PlacedTrack {
  if (reference.began !== null && track.began !== null) {
    const start: Seconds = (track.began - reference.began) / 1000;
    const overlap = start < reference.levels.length && start > -track.levels.length;
    if (overlap) return { start, drift: 0, placed: 'date' };
  }
  return { start: 0, drift: 0, placed: 'start' };
}
