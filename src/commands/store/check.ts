import { checkArtifacts } from '../../artifacts/check-artifacts.js';
import type { CommandContext } from '../../context.js';
import { exitStatus } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { checkStore, type Finding, told } from '../../store/check.js';
import { pendingMigrations, readMigrations, shippedMigrations } from '../../store/migrate.js';
import type { Store } from '../../store/store.js';
import { withExistingStore } from '../with-store.js';

/** `scribe store check`: whether the store is sound. Changes nothing. @returns the exit status. */
export async function checkTheStore(
  context: CommandContext,
  { fast: quick = false }: { readonly fast?: boolean },
): Promise<number> {
  return withExistingStore(context, async (store) => {
    const findings = await look(store, context, quick);
    const sound = findings.length === 0;
    if (context.json) printJson(context, { path: store.path, ok: sound, quick, findings });
    else if (sound) writeLine(context.out, `${store.path} is sound`);
    else {
      printTable(
        context,
        ['CHECK', 'PROBLEM'],
        findings.map(({ check, problem }) => [check, problem]),
      );
      writeLine(context.err, `${counted(findings.length, 'problem')} in ${store.path}.`);
      writeLine(
        context.err,
        'Restore a backup (scribe store restore FILE), or rescue what is readable with the .recover command of sqlite3.',
      );
    }
    return sound ? 0 : exitStatus.STORE;
  });
}

async function look(store: Store, context: CommandContext, quick: boolean): Promise<Finding[]> {
  const migrations = readMigrations(shippedMigrations);
  const pending = pendingMigrations(store.db, { migrations, path: store.path }).length;
  if (pending > 0) {
    const problem = `${counted(pending, 'migration')} pending: run scribe store migrate, then check again`;
    return [{ check: 'schema', problem }];
  }
  const findings = checkStore(store, { migrations, quick });
  if (findings.some(({ check }) => check === 'file' || check === 'schema')) return findings;
  const { folders, signal } = context;
  return [...findings, ...told('transcripts', await checkArtifacts(store, folders, { quick, signal }))];
}
