import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrateStore } from '../../../src/commands/store/migrate.js';
import { readMigrations, schemaVersion, shippedMigrations } from '../../../src/store/migrate.js';
import { openExisting, openStore } from '../../../src/store/open-store.js';
import { createTestContext } from '../../command-context.js';
import { at, tempFolder } from '../../store/fixture.js';

const newest = readMigrations(shippedMigrations);

/** A store that lacks the two newest migrations. */
function setUp() {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const migrations = join(tempFolder(), 'migrations');
  cpSync(shippedMigrations, migrations, { recursive: true });
  for (const { version, name } of newest.slice(-2))
    rmSync(join(migrations, `${String(version).padStart(4, '0')}_${name}.sql`));
  openStore({ home: context.home, migrations, now: at(0) }).close();
  const version = () => {
    const store = openExisting({ home: context.home });
    const found = schemaVersion(store.db);
    store.close();
    return found;
  };
  return { context, version };
}

const latest = newest.length;
const pending = newest.slice(-2).map(({ version, name }) => ({ version, name }));

describe('scribe store migrate', () => {
  it('lists what is pending, and applies it', async () => {
    const { context, version } = setUp();
    await migrateStore(context, {});
    expect(JSON.parse(context.printed.out)).toEqual({ dryRun: false, version: latest, migrations: pending });
    expect(version()).toBe(latest);
    context.printed.out = '';
    await migrateStore(context, {});
    expect(JSON.parse(context.printed.out)).toEqual({ dryRun: false, version: latest, migrations: [] });
  });

  it('applies nothing with --dry-run', async () => {
    const { context, version } = setUp();
    await migrateStore(context, { dryRun: true });
    expect(JSON.parse(context.printed.out)).toEqual({
      dryRun: true,
      version: latest - 2,
      migrations: pending,
    });
    expect(version()).toBe(latest - 2);
  });
});
