import { parse } from 'node:path';
import type { Speaker } from '../domain/speakers.js';
import { formatClock } from '../domain/time.js';
import { counted } from '../report/describe.js';
import { confirmedProfiles } from '../store/labels.js';
import { listOperations } from '../store/operations.js';
import type { KnownRecording } from '../store/recordings.js';
import type { Store } from '../store/store.js';
import { listSuppressed } from '../store/suppressed.js';
import { decide, type KnownPolicy, type KnownSound, type Shorter } from './find-known.js';

/** What a person has changed in a meeting, besides its title. */
export interface PersonalChanges {
  /** Passages that were restored. */
  readonly restored: number;
  /** Ids of the profiles that somebody enrolled from it. */
  readonly named: readonly string[];
  /** How often somebody named speakers without a profile, merged or split them. */
  readonly corrected: number;
}

const corrections = new Set(['name', 'merge-clusters', 'split-cluster']);

export type ChangedShorter = Shorter & PersonalChanges;

export function personalChanges(store: Store, meetingId: string): PersonalChanges {
  const restored = listSuppressed(store, meetingId).filter((passage) => passage.restoredAt !== null).length;
  const corrected = listOperations(store, { meetingId }).filter(
    ({ kind, undoneAt }) => undoneAt === null && corrections.has(kind),
  ).length;
  return { restored, named: confirmedProfiles(store, meetingId), corrected };
}

/**
 * The meetings of shorter copies that a new meeting replaces. One in which a person changed something that the new one
 * lacks stays, except with `--force`. Pure.
 */
export function replaceable<Copy extends ChangedShorter>(
  shorter: readonly Copy[],
  speakers: readonly Pick<Speaker, 'profileId'>[],
  policy: KnownPolicy,
): readonly Copy[] {
  if (policy.asCopy) return [];
  const speaks = (profile: string) => speakers.some(({ profileId }) => profileId === profile);
  return shorter.filter(
    (copy) =>
      copy.cutOff &&
      (policy.force || (copy.restored === 0 && copy.corrected === 0 && copy.named.every(speaks))),
  );
}

/** What a new meeting takes over from those that it replaces, and what is said about it. */
export interface Replacement {
  readonly replaced: readonly KnownRecording[];
  /** The title that somebody gave one of them. */
  readonly title: string | undefined;
  /** One clause for each meeting that somebody may miss, or wonder about. */
  readonly clauses: readonly string[];
}

/** To be called when the new meeting is made: until then a person may change the old ones. */
export function chooseReplaced(
  store: Store,
  { known, shorter }: KnownSound,
  speakers: readonly Speaker[],
  policy: KnownPolicy,
): Replacement {
  const changed = shorter.map((copy) => ({ ...copy, ...personalChanges(store, copy.meetingId) }));
  const longerThan = replaceable(changed, speakers, policy);
  const forced = decide(known, policy) === 'replace' ? known : null;
  const replaced = forced ? [forced, ...longerThan] : longerThan;
  const undone = forced ? personalChanges(store, forced.meetingId).restored : 0;
  return {
    replaced,
    title: ownTitle(replaced),
    clauses: [...describeForced(undone), ...describeShorter(changed, longerThan)],
  };
}

/** The title of a meeting, unless somebody gives it another: the name of the file without its extension. */
export const titleOf = (fileName: string): string =>
  fileName === '-' || fileName === 'stdin' ? 'Standard input' : parse(fileName).name;

/** The title that somebody gave one of these meetings: their successor keeps it. Pure. */
export const ownTitle = (
  replaced: readonly Pick<KnownRecording, 'title' | 'fileName'>[],
): string | undefined => replaced.find(({ title, fileName }) => title !== titleOf(fileName))?.title;

/** What happened to the meetings of shorter copies: one clause for each. */
export function describeShorter(
  shorter: readonly ChangedShorter[],
  replaced: readonly ChangedShorter[],
): string[] {
  return shorter.map((copy) => {
    const name = `${copy.fileName} (${formatClock(copy.duration, 'short')})`;
    if (replaced.includes(copy))
      return `this longer copy replaced the meeting of ${name}${describeRestored(copy.restored)}`;
    if (!copy.cutOff) return `the meeting of ${name}, which is part of this recording, stays`;
    const stays = `the meeting of the shorter copy ${name} stays`;
    if (copy.restored > 0)
      return `${stays}, because somebody restored ${counted(copy.restored, 'passage')} in it`;
    if (copy.corrected > 0) return `${stays}, because somebody corrected its speakers`;
    return copy.named.length > 0 ? `${stays}, because somebody enrolled a speaker from it` : stays;
  });
}

/** What `--force` has undone in the known meeting; usually nothing. */
function describeForced(restored: number): string[] {
  return restored > 0 ? [`this replaced the known meeting${describeRestored(restored)}`] : [];
}

const describeRestored = (restored: number): string =>
  restored > 0 ? `, in which somebody had restored ${counted(restored, 'passage')}` : '';
