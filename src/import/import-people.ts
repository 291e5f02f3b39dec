import type { Session } from '../postgres/session.js';
import { mergeStaged } from '../store/merge-staged.js';
import { openStaging } from '../store/staging.js';
import type { Store } from '../store/store.js';
import { stagedTables } from './import-core.js';
import { checkCore, readTable } from './read-core.js';

/** The tables of people and voices, and the column that has the person. */
const people: Readonly<Record<string, string>> = {
  user_profiles: 'id',
  voice_samples: 'profile_id',
  voice_centroids: 'profile_id',
};

/**
 * Brings people and their voices from core into the store, and nothing else. What differs is taken from the server.
 *
 * @param which SQL: which rows of user_profiles.
 * @throws ScribeError OUTPUT when the server fails, STORE when the store does: then nothing has changed.
 */
export async function importPeople(store: Store, session: Session, which: string): Promise<void> {
  const tables = stagedTables(store).filter(({ name }) => Object.hasOwn(people, name));
  await session.execute('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const described = await checkCore(session, tables);
  const staging = openStaging(store, tables);
  try {
    for (const table of tables) {
      const where = `row.${people[table.name]} IN (SELECT id FROM user_profiles WHERE ${which})`;
      for await (const rows of readTable(session, table, described.get(table.name)!, { where }))
        staging.add(table, rows);
    }
    await session.execute('COMMIT');
    mergeStaged(store, tables, { overwrite: true, dryRun: false });
  } finally {
    staging.close();
  }
}
