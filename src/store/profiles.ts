import { nearestSpellings } from '../domain/nearest-spellings.js';
import type { StateOf } from '../domain/state-machines.js';
import { ScribeError } from '../errors.js';
import { isText, storedList } from './columns.js';
import { read, type Store, write } from './store.js';

export interface NewProfile {
  readonly id: string;
  readonly displayName: string;
  /** Version of the text that the person agreed to. */
  readonly consentVersion: string;
  /** UTC ISO-8601. */
  readonly consentedAt: string;
  readonly role?: string;
  readonly email?: string;
  readonly company?: string;
  readonly tags?: readonly string[];
  /** UTC ISO-8601. */
  readonly now: string;
}

/** A person, without the voice itself. */
export interface ProfileSummary {
  readonly id: string;
  readonly displayName: string;
  readonly role: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly tags: readonly string[];
  /** `training`: there are samples, but too few seconds of them. */
  readonly status: StateOf<'user_profiles.voice_model_status'>;
  /** Mean cosine similarity of the samples to their centroid, 0 to 1; null without samples. */
  readonly confidence: number | null;
  /** Network of the newest sample; null without samples. */
  readonly model: string | null;
  /** Seconds of voice in the samples that count. */
  readonly seconds: number;
  /** How many samples count. */
  readonly samples: number;
  /** Completed meetings in which the person was recognized. */
  readonly meetings: number;
  readonly consentVersion: string | null;
  readonly consentedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** @throws ScribeError USAGE when the name is empty, too long, or somebody's already (case does not matter). */
export function createProfile(store: Store, profile: NewProfile): void {
  const name = checkedName(profile.displayName, 'Enrolling');
  write(store, 'creating the profile', () => {
    refuseTaken(store, name, 'Enrolling', null);
    store
      .sql(
        `INSERT INTO user_profiles (id, display_name, name_key, role, email, company, tags, consent_version,
           consented_at, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        profile.id,
        name,
        nameKey(name),
        profile.role ?? null,
        profile.email ?? null,
        profile.company ?? null,
        JSON.stringify(profile.tags ?? []),
        profile.consentVersion,
        profile.consentedAt,
        profile.now,
        profile.now,
      );
  });
}

/** The profile of that name, case aside; null when there is none. */
export function findProfileByName(store: Store, name: string): ProfileSummary | null {
  const query = `${summaries} WHERE p.name_key = ?`;
  return read(store, 'looking for the profile', () => {
    const row = store.sql<SummaryRow>(query).get(nameKey(name));
    return row ? toSummary(row) : null;
  });
}

/**
 * The profile of that name (case aside), else the one whose id begins so.
 *
 * @throws ScribeError USAGE when there is none, or several ids begin so.
 */
export function requireProfile(store: Store, nameOrId: string): ProfileSummary {
  const named = findProfileByName(store, nameOrId);
  if (named) return named;
  const plain = nameOrId.trim().replaceAll('-', '').toLowerCase();
  const query = `${summaries} WHERE substr(replace(p.id, '-', ''), 1, length(@plain)) = @plain ORDER BY p.name_key LIMIT 6`;
  const found =
    plain === ''
      ? []
      : read(store, 'looking for the profile', () => store.sql<SummaryRow>(query).all({ plain }));
  if (found.length === 1) return toSummary(found[0]);
  if (found.length === 0)
    throw new ScribeError(
      'USAGE',
      `Looking for the speaker "${nameOrId}" failed: nobody of that name or id is enrolled.`,
      { hint: hintAtNames(store, nameOrId) },
    );
  const names = found.map(({ id, displayName }) => `${displayName} (${id})`).join(', ');
  throw new ScribeError(
    'USAGE',
    `Looking for the speaker "${nameOrId}" failed: several profiles match: ${names}.`,
    {
      hint: 'Give the name, or more of the id.',
    },
  );
}

function hintAtNames(store: Store, name: string): string {
  const names = read(store, 'listing the profiles', () =>
    store.sql<{ name: string }>('SELECT display_name AS name FROM user_profiles').all(),
  );
  const meant = nearestSpellings(
    name,
    names.map((profile) => profile.name),
  );
  const question = meant.length > 0 ? `Did you mean ${meant.join(' or ')}? ` : '';
  return `${question}Run \`scribe speakers list\` to see who is.`;
}

/** Everybody, by name. */
export function listProfiles(store: Store): readonly ProfileSummary[] {
  const query = `${summaries} ORDER BY p.name_key`;
  return read(store, 'listing the profiles', () => store.sql<SummaryRow>(query).all().map(toSummary));
}

/**
 * Gives a profile another name; the meetings show it from then on.
 *
 * @throws ScribeError USAGE when the name is empty, too long, or somebody else's.
 */
export function renameProfile(
  store: Store,
  renamed: { readonly profileId: string; readonly displayName: string; readonly now: string },
): void {
  const name = checkedName(renamed.displayName, 'Renaming');
  write(store, 'renaming the profile', () => {
    refuseTaken(store, name, 'Renaming', renamed.profileId);
    store
      .sql('UPDATE user_profiles SET display_name = ?, name_key = ?, updated_at = ? WHERE id = ?')
      .run(name, nameKey(name), renamed.now, renamed.profileId);
  });
}

/** What is known about a person besides the voice. */
export type ProfileDetails = Pick<ProfileSummary, 'role' | 'email' | 'company' | 'tags'>;

/** Writes what is said of these details; the others stay. The caller makes it an operation (`recordOperation`). */
export function editProfile(
  store: Store,
  edited: {
    readonly profileId: string;
    /** The address in lower case. */
    readonly details: Partial<ProfileDetails>;
    readonly now: string;
  },
): void {
  const { tags, ...plain } = edited.details;
  const columns = { ...plain, ...(tags && { tags: JSON.stringify(tags) }) };
  const names = Object.keys(columns);
  write(store, 'editing the profile', () => {
    store
      .sql(
        `UPDATE user_profiles SET ${names.map((name) => `${name} = @${name}, `).join('')}updated_at = @now WHERE id = @id`,
      )
      .run({ ...columns, now: edited.now, id: edited.profileId });
  });
}

/** Notes that the person agreed, to this version of the text, at this moment. */
export function renewConsent(
  store: Store,
  consent: { readonly profileId: string; readonly version: string; readonly now: string },
): void {
  write(store, 'noting the consent', () => {
    store
      .sql('UPDATE user_profiles SET consent_version = ?, consented_at = ?, updated_at = ? WHERE id = ?')
      .run(consent.version, consent.now, consent.now, consent.profileId);
  });
}

type SummaryRow = Omit<ProfileSummary, 'tags'> & { readonly tags: string };

const summaries = `
  SELECT p.id, p.display_name AS displayName, p.role, p.email, p.company, p.tags, p.voice_model_status AS status,
         p.voice_confidence AS confidence, p.voice_model AS model, p.sample_duration_seconds AS seconds,
         (SELECT count(*) FROM voice_samples v WHERE v.profile_id = p.id AND v.revoked_at IS NULL) AS samples,
         (SELECT count(DISTINCT s.meeting_id) FROM speakers s WHERE s.user_profile_id = p.id) AS meetings,
         p.consent_version AS consentVersion, p.consented_at AS consentedAt,
         p.created_at AS createdAt, p.updated_at AS updatedAt
  FROM user_profiles p`;

function toSummary(row: SummaryRow): ProfileSummary {
  return { ...row, tags: storedList<string>(row.tags, 'user_profiles.tags', isText) };
}

/** Two spellings of one name: composed or not, wide or not, upper or lower case, are the same person. */
export function nameKey(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** What scribe calls voices without a name, in any of its outputs: no person can be called that. */
const ownNames = /^(speaker[\s_-]*\d*|s\d+|unattributed|unknown)$/;

/**
 * @returns the name as it is stored.
 * @throws ScribeError USAGE when nobody can be called that.
 */
export function checkedName(given: string, operation: string): string {
  const name = given.trim().normalize('NFC');
  // Control characters and line breaks would end up in terminals and in one-line formats.
  const reason =
    name === ''
      ? 'a name is needed'
      : /\p{C}/u.test(name)
        ? 'the name has control characters'
        : name.length > 255
          ? 'the name is longer than 255 characters'
          : ownNames.test(nameKey(name))
            ? 'scribe uses it for voices without a name'
            : null;
  if (reason)
    throw new ScribeError('USAGE', `${operation} "${given}" failed: ${reason}.`, {
      hint: 'Give the name of a person.',
    });
  return name;
}

function refuseTaken(store: Store, name: string, operation: string, except: string | null): void {
  const holder = findProfileByName(store, name);
  if (!holder || holder.id === except) return;
  throw new ScribeError(
    'USAGE',
    `${operation} "${name}" failed: ${holder.displayName} (${holder.id}) has that name.`,
    {
      hint: 'Give a name that tells the two apart.',
    },
  );
}
