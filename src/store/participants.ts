import type { ParticipantFields } from '../domain/meeting-fields.js';
import { personText } from '../domain/meeting-fields.js';
import type { Seconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import { nameKey } from './profiles.js';
import { read, type Store } from './store.js';

/** Who took part in a meeting. */
export interface MeetingPerson {
  readonly name: string | null;
  readonly email: string | null;
  /** The enrolled person; null: not enrolled. */
  readonly profileId: string | null;
  readonly role: string;
  /** Whoever spoke has attended. */
  readonly status: string;
  /** Whether somebody said that this person belongs to the meeting; else the voice was recognized, or named. */
  readonly named: boolean;
  /** How long the person speaks; null: not at all. */
  readonly seconds: Seconds | null;
}

/** Those who were named for the meeting and those who are heard in it, each once. */
export function meetingPeople(store: Store, meetingId: string): readonly MeetingPerson[] {
  return read(store, 'reading who took part', () =>
    store
      .sql<Omit<MeetingPerson, 'named'> & { readonly named: 0 | 1 }>(
        `SELECT name, email, user_profile_id AS profileId, role, status, participant_id IS NOT NULL AS named, seconds
         FROM meeting_people WHERE meeting_id = ? ORDER BY participant_id IS NULL, participant_id, name`,
      )
      .all(meetingId)
      .map((person) => ({ ...person, named: person.named === 1 })),
  );
}

interface ParticipantRow {
  readonly id: string;
  readonly user_profile_id: string | null;
  readonly name: string | null;
  readonly name_key: string | null;
  readonly email: string | null;
  readonly role: string;
  readonly status: string;
  readonly joined_at: string | null;
  readonly left_at: string | null;
}

const columns = 'id, user_profile_id, name, name_key, email, role, status, joined_at, left_at';

/**
 * Makes these the people who were named for a meeting, in place of whoever was. Somebody who stays keeps the row. To be
 * called inside `write`.
 *
 * @throws ScribeError USAGE when two of them are one enrolled person.
 */
export function replaceParticipants(
  store: Store,
  meetingId: string,
  people: readonly ParticipantFields[],
  { newId, now }: { readonly newId: () => string; readonly now: string },
): void {
  const before = store
    .sql<ParticipantRow>(`SELECT ${columns} FROM participants WHERE meeting_id = ? ORDER BY id`)
    .all(meetingId);
  const rows = people.map((person): ParticipantRow => {
    const row = toRow(store, person);
    const same = before.find(
      (old) =>
        (row.email !== null && old.email === row.email) ||
        (row.name_key !== null &&
          old.name_key === row.name_key &&
          (old.email === null || row.email === null)),
    );
    return { id: same?.id ?? newId(), ...row };
  });
  refuseTwins(rows);
  const unchanged = (row: ParticipantRow) =>
    before.some((old) => JSON.stringify(old) === JSON.stringify(row));
  const remove = store.sql('DELETE FROM participants WHERE id = ?');
  for (const old of before) if (!rows.some((row) => row.id === old.id && unchanged(row))) remove.run(old.id);
  const insert = store.sql(
    `INSERT INTO participants (${columns}, meeting_id, created_at)
     VALUES (@id, @user_profile_id, @name, @name_key, @email, @role, @status, @joined_at, @left_at, @meetingId, @now)`,
  );
  for (const row of rows) if (!unchanged(row)) insert.run({ ...row, meetingId, now });
}

function toRow(store: Store, person: ParticipantFields): Omit<ParticipantRow, 'id'> {
  const { name = null, email = null, role = 'participant', status = 'invited' } = person;
  const { joined: joined_at = null, left: left_at = null } = person;
  const name_key = name === null ? null : nameKey(name);
  const profile = store
    .sql<{ id: string }>(
      `SELECT id FROM user_profiles WHERE name_key = @name_key OR email = @email
       ORDER BY name_key IS NOT @name_key, id LIMIT 1`,
    )
    .get({ name_key, email });
  return { user_profile_id: profile?.id ?? null, name, name_key, email, role, status, joined_at, left_at };
}

/** People without those who are, under another name or address, an enrolled person who is among them already. */
export function withoutTwins(
  store: Store,
  people: readonly ParticipantFields[],
): readonly ParticipantFields[] {
  return read(store, 'looking for enrolled people', () => {
    const seen = new Set<string>();
    return people.filter((person) => {
      const { user_profile_id: profile } = toRow(store, person);
      if (profile === null) return true;
      const isFirst = !seen.has(profile);
      seen.add(profile);
      return isFirst;
    });
  });
}

function refuseTwins(rows: readonly ParticipantRow[]): void {
  for (const [i, row] of rows.entries()) {
    const twin = rows.slice(0, i).find((other) => other.user_profile_id === row.user_profile_id);
    if (!twin || row.user_profile_id === null) continue;
    const [one, other] = [twin, row].map(({ name, email }) =>
      personText({ name: name ?? undefined, email: email ?? undefined }),
    );
    throw new ScribeError(
      'USAGE',
      `Reading the participants failed: ${one} and ${other} are one enrolled person.`,
      {
        hint: 'Name each person once.',
      },
    );
  }
}
