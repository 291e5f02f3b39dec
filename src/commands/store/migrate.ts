import type { CommandContext } from '../../context.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { pendingMigrations, readMigrations, shippedMigrations } from '../../store/migrate.js';
import { withExistingStore, withStore } from '../with-store.js';

/** `scribe store migrate`: brings the store to the schema of this program, as any command does that opens it. */
export async function migrateStore(
  context: CommandContext,
  options: { readonly dryRun?: boolean },
): Promise<void> {
  const migrations = readMigrations(shippedMigrations);
  const pending = await withExistingStore(context, ({ db, path }) =>
    pendingMigrations(db, { migrations, path }),
  );
  if (!options.dryRun && pending.length > 0) await withStore(context, () => {});
  const version = migrations.length - (options.dryRun ? pending.length : 0);
  if (context.json)
    return printJson(context, {
      dryRun: options.dryRun === true,
      version,
      migrations: pending.map((migration) => ({ version: migration.version, name: migration.name })),
    });
  for (const { version: number, name } of pending)
    writeLine(
      context.out,
      `${options.dryRun ? 'pending' : 'applied'}  ${number}  ${name.replaceAll('_', ' ')}`,
    );
  if (pending.length === 0) writeLine(context.out, `The store has version ${version}, the newest.`);
  else
    writeLine(
      context.out,
      options.dryRun
        ? `The store has version ${version}: ${counted(pending.length, 'migration')} pending.`
        : `The store has version ${version} now.`,
    );
}
