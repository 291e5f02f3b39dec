import { ScribeError } from '../errors.js';
import type { ProfileSummary } from './profiles.js';
import { type Store, write } from './store.js';
import { computeCentroids } from './voice-centroids.js';

interface Merged {
  /** The profile that stays. */
  readonly into: ProfileSummary;
  readonly from: ProfileSummary;
  /** UTC ISO-8601. */
  readonly now: string;
}

/**
 * Makes two profiles of one person one: samples, labels in meetings and whatever else names `from` go to `into`, and
 * `from` is deleted. A sample that both have counts once. Of the two consents, that to the later version of the text
 * stays; of one version, the later one. The caller makes it an operation (`recordOperation`).
 *
 * @throws ScribeError USAGE when they are the same profile.
 */
export function mergeProfiles(store: Store, { into, from, now }: Merged): void {
  if (into.id === from.id)
    throw new ScribeError('USAGE', `Merging ${from.displayName} failed: both are the same profile.`, {
      hint: 'Name two profiles; `scribe speakers list` shows them.',
    });
  const ids = { into: into.id, from: from.id };
  write(store, 'merging the profiles', () => {
    moveSamples(store, ids, now);
    moveLabels(store, ids);
    moveReferences(store, ids);
    keepDetails(store, into, from);
    store.sql('DELETE FROM voice_centroids WHERE profile_id = ?').run(from.id);
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(from.id);
    computeCentroids(store, into.id, now);
  });
}

interface Ids {
  readonly into: string;
  readonly from: string;
}

function moveSamples(store: Store, ids: Ids, now: string): void {
  store
    .sql(
      `UPDATE voice_samples SET revoked_at = @now WHERE profile_id = @from AND revoked_at IS NULL AND EXISTS
         (SELECT 1 FROM voice_samples same WHERE same.profile_id = @into AND same.model = voice_samples.model
            AND same.vector = voice_samples.vector AND same.revoked_at IS NULL)`,
    )
    .run({ ...ids, now });
  store.sql('UPDATE voice_samples SET profile_id = @into WHERE profile_id = @from').run(ids);
}

/** Who clusters are, and who they might be: of two candidates that are one person now, the more similar one stays. */
function moveLabels(store: Store, ids: Ids): void {
  store.sql('UPDATE speakers SET user_profile_id = @into WHERE user_profile_id = @from').run(ids);
  store
    .sql(
      `UPDATE speakers SET candidates = (
         SELECT json_group_array(json_object('profileId', id, 'similarity', similarity)) FROM (
           SELECT replace(c.value ->> '$.profileId', @from, @into) AS id, max(c.value ->> '$.similarity') AS similarity
           FROM json_each(speakers.candidates) c GROUP BY 1 ORDER BY 2 DESC))
       WHERE instr(candidates, @from) > 0`,
    )
    .run(ids);
}

/** Columns that name a profile, and of what a row is a part: where both profiles are named, one row is enough. */
const references = [
  { table: 'participants', column: 'user_profile_id', part: 'meeting_id' },
  { table: 'meeting_known_profiles', column: 'profile_id', part: 'meeting_id' },
  { table: 'speaker_rejections', column: 'profile_id', part: 'speaker_id' },
] as const;

function moveReferences(store: Store, ids: Ids): void {
  for (const { table, column, part } of references) {
    store
      .sql(
        `DELETE FROM ${table} WHERE ${column} = @from AND EXISTS
           (SELECT 1 FROM ${table} both WHERE both.${part} = ${table}.${part} AND both.${column} = @into)`,
      )
      .run(ids);
    store.sql(`UPDATE ${table} SET ${column} = @into WHERE ${column} = @from`).run(ids);
  }
  store.sql('UPDATE notes SET subject_id = @into WHERE subject_id = @from').run(ids);
  store.sql('UPDATE ai_threads SET context_id = @into WHERE context_id = @from').run(ids);
  // "It is Maya, and not May" is no contradiction any longer, and no refusal either.
  store
    .sql(
      `DELETE FROM speaker_rejections WHERE profile_id = @into AND speaker_id IN
         (SELECT id FROM speakers WHERE user_profile_id = @into AND label_source = 'confirmed')`,
    )
    .run({ into: ids.into });
}

function keepDetails(store: Store, into: ProfileSummary, from: ProfileSummary): void {
  const consent = isLaterConsent(from, into) ? from : into;
  const tags = JSON.stringify([...new Set([...into.tags, ...from.tags])]);
  store
    .sql(
      `UPDATE user_profiles SET consent_version = ?, consented_at = ?, role = ?, email = ?, company = ?, tags = ?
       WHERE id = ?`,
    )
    .run(
      consent.consentVersion,
      consent.consentedAt,
      into.role ?? from.role,
      into.email ?? from.email,
      into.company ?? from.company,
      tags,
      into.id,
    );
}

function isLaterConsent(a: ProfileSummary, b: ProfileSummary): boolean {
  if (a.consentVersion === null || b.consentVersion === null) return b.consentVersion === null;
  const versions = a.consentVersion.localeCompare(b.consentVersion, 'en', { numeric: true });
  return versions > 0 || (versions === 0 && a.consentedAt! > b.consentedAt!);
}
