import { newestMeeting } from '../domain/meeting.js';
import type { Store } from './store.js';

/*
 * What a person writes for a meeting besides its id. An id always wins: no title can hide one.
 */

export interface NamedMeeting {
  readonly id: string;
  readonly title: string;
}

/** `last` is 0, `last~2` is 2: how many meetings were added after the one that is meant; null: it is no such reference. */
export function stepsBack(given: string): number | null {
  const match = /^([a-z]+)(?:~(\d{1,9}))?$/.exec(given.trim().toLowerCase());
  return match?.[1] === newestMeeting ? Number(match[2] ?? 0) : null;
}

/** The meeting after which so many were added. To be called inside `read`. */
export function meetingStepsBack(store: Store, steps: number): NamedMeeting | undefined {
  return store
    .sql<NamedMeeting>(
      `SELECT id, title FROM meetings INDEXED BY idx_meetings_created_at ORDER BY created_at DESC, id DESC
       LIMIT 1 OFFSET @steps`,
    )
    .get({ steps });
}

/**
 * The meetings with this title, case aside; when there is none, those whose title begins so. Newest first, six at most. To
 * be called inside `read`.
 */
export function meetingsByTitle(store: Store, given: string): NamedMeeting[] {
  const title = given.trim();
  if (title === '') return [];
  const found = (condition: string) =>
    store
      .sql<NamedMeeting>(
        // The titles alone are read, from their index.
        `SELECT id, title FROM meetings WHERE rowid IN (SELECT rowid FROM meetings WHERE ${condition})
         ORDER BY created_at DESC, id DESC LIMIT 6`,
      )
      .all({ title });
  const exact = found('lower(title) = lower(@title)');
  return exact.length > 0 ? exact : found('substr(lower(title), 1, length(@title)) = lower(@title)');
}
