import { parse } from 'node:path';
import { dateSources } from '../../domain/recorded-at.js';
import type { Fingerprint, RecordedTrack, Recording } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import type { PlacedTrack } from './place-tracks.js';

/** A track that was decoded by itself, and where it lies. */
export interface JoinedTrack {
  readonly label: string;
  readonly recording: Recording;
  readonly place: PlacedTrack;
}

/**
 * The recording that several tracks are together. Its path is that of the first; its date is that of the track that knows
 * it best. Pure.
 *
 * @param named the tracks in the order in which they were named; those of the recording are in that of `tracks`.
 */
export function joinRecordings(
  tracks: readonly JoinedTrack[],
  named: readonly Recording[],
  fingerprint: Fingerprint,
  duration: Seconds,
): Recording {
  const [first] = named;
  const files = [...new Map(named.map((recording) => [recording.path, recording])).values()];
  const languages = new Set(named.map(({ language }) => language));
  const remarks = (kind: 'warnings' | 'notes') =>
    tracks.flatMap(({ label, recording }) => recording[kind].map((text) => `${label}: ${text}`));
  return {
    path: first.path,
    fileName: nameTogether(files.map(({ fileName }) => fileName)),
    size: files.reduce((sum, { size }) => sum + size, 0),
    mime: first.mime,
    duration,
    ...dateTogether(tracks),
    fingerprint,
    ...(languages.size === 1 && first.language && { language: first.language }),
    warnings: [...remarks('warnings'), ...describeGuesses(tracks)],
    notes: [...remarks('notes'), ...describePlaces(tracks)],
    tracks: tracks.map(({ label, place }): RecordedTrack => ({ label, ...place })),
  };
}

/** `maya + tom.wav`; of more than three, the first two are named. */
function nameTogether(fileNames: readonly string[]): string {
  if (fileNames.length === 1) return fileNames[0];
  const names = fileNames.map((name) => parse(name).name);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${shown.join(' + ')}${parse(fileNames[0]).ext}`;
}

/** By the track whose evidence is the best; of equals, by the one that began first. */
function dateTogether(tracks: readonly JoinedTrack[]): Pick<Recording, 'recordedAt' | 'dating'> {
  const rank = ({ recording }: JoinedTrack) => dateSources.indexOf(recording.dating?.source ?? 'ingest');
  const [best] = [...tracks].sort((a, b) => rank(a) - rank(b) || a.place.start - b.place.start);
  const { recordedAt, dating } = best.recording;
  if (dating?.precision !== 'moment') return { recordedAt, dating };
  return { recordedAt: new Date(Date.parse(recordedAt) - best.place.start * 1000).toISOString(), dating };
}

/** Where each track lies, in a sentence for people. */
function describePlaces(tracks: readonly JoinedTrack[]): string[] {
  const reference = tracks.find(({ place }) => place.placed === 'reference');
  if (!reference) return [];
  return tracks.flatMap(({ label, place }) => {
    if (place.placed !== 'sound') return [];
    const drift = Math.round(place.drift);
    const clock =
      drift === 0
        ? ''
        : ` Its clock is ${Math.abs(drift)} ppm ${drift > 0 ? 'faster' : 'slower'}, which was corrected.`;
    const apart = describeStart(place.start - reference.place.start);
    return [
      `${label} begins ${apart} ${reference.label}, by what its microphone hears of the others.${clock}`,
    ];
  });
}

function describeGuesses(tracks: readonly JoinedTrack[]): string[] {
  const reference = tracks.find(({ place }) => place.placed === 'reference');
  if (!reference) return [];
  return tracks.flatMap(({ label, place }) => {
    if (place.placed !== 'date' && place.placed !== 'start') return [];
    const by = place.placed === 'date' ? 'by the dates of the files' : 'as nothing says otherwise';
    const apart = describeStart(place.start - reference.place.start);
    return [
      `${label} has no sound in common with the other tracks. It is assumed to begin ${apart} ${reference.label}, ${by}: the order of what is said may be wrong.`,
    ];
  });
}

/** `3.700 s after`, `together with` */
function describeStart(seconds: Seconds): string {
  const late = Math.abs(seconds).toFixed(3);
  if (late === '0.000') return 'together with';
  return `${late} s ${seconds > 0 ? 'after' : 'before'}`;
}
