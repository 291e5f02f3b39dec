import { parse } from 'node:path';
import type { Speaker } from '../domain/speakers.js';
import type { KnownRecording } from '../store/recordings.js';
import { namedInPerson } from '../store/speakers.js';
import type { Store } from '../store/store.js';
import { listSuppressed } from '../store/suppressed.js';
import type { KnownPolicy, Shorter } from './find-known.js';

/** What a person has done to a meeting since it was made, besides giving it a title. */
export interface PersonalChanges {
  /** Passages that were put back into its transcript. */
  readonly restored: number;
  /** Ids of the profiles of which somebody said that they speak in it. */
  readonly named: readonly string[];
}

export type ChangedShorter = Shorter & PersonalChanges;

/** To be looked at when the new meeting is made and not before: making it takes a while. */
export function personalChanges(store: Store, meetingId: string): PersonalChanges {
  const restored = listSuppressed(store, meetingId).filter((passage) => passage.restoredAt !== null).length;
  return { restored, named: namedInPerson(store, meetingId) };
}

/**
 * Which of the shorter copies a new meeting takes the place of. One in which a person changed something that the new
 * one does not have stays, unless that person says `--force`. Pure.
 */
export function replaceable<Copy extends ChangedShorter>(
  shorter: readonly Copy[],
  speakers: readonly Pick<Speaker, 'profileId'>[],
  policy: KnownPolicy,
): readonly Copy[] {
  if (policy.asCopy) return [];
  const speaks = (profile: string) => speakers.some(({ profileId }) => profileId === profile);
  return shorter.filter(
    (copy) => copy.cutOff && (policy.force || (copy.restored === 0 && copy.named.every(speaks))),
  );
}

/** The title that a meeting has unless somebody gives it another: the name of the file, without the ending. */
export const titleOf = (fileName: string): string =>
  fileName === '-' || fileName === 'stdin' ? 'Standard input' : parse(fileName).name;

/** The title that somebody gave one of these meetings, which whatever takes its place keeps. Pure. */
export const ownTitle = (
  replaced: readonly Pick<KnownRecording, 'title' | 'fileName'>[],
): string | undefined => replaced.find(({ title, fileName }) => title !== titleOf(fileName))?.title;
