import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkArtifacts } from '../src/artifacts/check-artifacts.js';
import { checkStore } from '../src/store/check.js';
import { readMigrations, shippedMigrations } from '../src/store/migrate.js';
import type { Store } from '../src/store/store.js';
import { findDamage } from '../src/store/store-health.js';
import { comparable, openIn, type Place } from './state.js';

/**
 * What `scribe store check` finds, and what SQLite finds in every other database beside the store, in words that are
 * comparable.
 */
export async function checkAll(place: Place, known: ReadonlySet<string>): Promise<string[]> {
  const { home } = place;
  const problems: string[] = [];
  for (const name of readdirSync(home).filter((each) => each.endsWith('.db'))) {
    const store = openIn(place, join(home, name));
    try {
      problems.push(...(await check(store, home, name === 'scribe.db')).map((each) => `${name}: ${each}`));
    } finally {
      store.close();
    }
  }
  return problems.map((problem) => comparable(problem, place, known, true));
}

async function check(store: Store, home: string, isStore: boolean) {
  if (!isStore) return findDamage(store, 'integrity_check');
  const migrations = readMigrations(shippedMigrations);
  const folders = { home, cache: '', models: '', configFile: '' };
  const { signal } = new AbortController();
  return [
    ...checkStore(store, { migrations, quick: false }).map(({ problem }) => problem),
    ...(await checkArtifacts(store, folders, { quick: false, signal })),
  ];
}
