import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';
import { importPeople } from '../import/import-people.js';
import type { ConnectionSettings } from '../postgres/connection-settings.js';
import { openSession } from '../postgres/session.js';
import { sharedConsent } from '../speakers/consent.js';
import { forgetProfile } from '../store/forget-profile.js';
import { listProfiles } from '../store/profiles.js';
import type { Store } from '../store/store.js';
import type { Queue } from './open-queue.js';

/** Who is brought to the workers: people with a voice in the database who agreed that it is shared. */
const shared = `consent_version = '${sharedConsent}' AND voice_vector IS NOT NULL`;

/** The tables that say who somebody is, and what the voice is like. */
const tables = ['user_profiles', 'voice_samples', 'voice_centroids'];

/**
 * Brings the people of a database into the store of a worker, whenever something about them has changed.
 * @throws ScribeError OUTPUT when the database fails; USAGE when the store knows people that it should not.
 */
export type ProfilePull = (now: string) => Promise<void>;

/**
 * Makes the people in the store of a worker those of the database: who was enrolled anywhere is known here, who was forgotten, or no longer
 * agrees that the voice is shared, is forgotten here, too.
 */
export function openProfilePull(
  store: Store,
  queue: Queue,
  connection: ConnectionSettings,
  signal: AbortSignal,
): ProfilePull {
  let pulled: string | null = null;
  return async (now) => {
    const state = await readState(queue);
    if (state === pulled) return;
    const allowed = await queue.query<{ id: string }>(
      `SELECT id::text AS id FROM user_profiles WHERE ${shared}`,
    );
    forgetOthers(store, new Set(allowed.map(({ id }) => id)), now);
    const session = await openSession(connection, { purpose: 'Reading the people of', signal });
    try {
      await importPeople(store, session, shared);
    } finally {
      await session.close();
    }
    // What changed while we read changes the state once more.
    pulled = state;
  };
}

/** Changes when anybody changes a person or a voice. */
async function readState({ query }: Queue): Promise<string> {
  const parts = tables.map(
    (name) =>
      `(SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t.xmin::text || t.ctid::text, 0)), 0) FROM ${name} t)`,
  );
  const [{ state }] = await query<{ state: string }>(`SELECT ${parts.join(` || ' ' || `)} AS state`);
  return state;
}

/** Its store is a copy as far as people go: so it must be one that no person uses. */
function forgetOthers(store: Store, allowed: ReadonlySet<string>, now: string): void {
  const marker = join(store.home, 'worker');
  const others = listProfiles(store).filter(({ id }) => !allowed.has(id));
  if (!existsSync(marker)) {
    if (others.length > 0)
      throw new ScribeError(
        'USAGE',
        `Working in ${store.home} failed: its store knows people whom the database does not, or who do not share their voices.`,
        {
          hint: 'Give the worker a folder of its own with SCRIBE_HOME. People are enrolled elsewhere, and come to it through the database.',
        },
      );
    writeFileSync(
      marker,
      'The people in this store are those of a database: scribe worker forgets all others.\n',
      {
        mode: 0o600,
      },
    );
  }
  for (const { id } of others) forgetProfile(store, { profileId: id, now });
}
