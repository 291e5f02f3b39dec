import { checkArtifacts } from '../../artifacts/check-artifacts.js';
import type { CommandContext } from '../../context.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { checkStore, type Finding, told } from '../../store/check.js';
import { type Migration, pendingMigrations, readMigrations, shippedMigrations } from '../../store/migrate.js';
import type { Store } from '../../store/store.js';
import { withExistingStore } from '../with-store.js';

/** `scribe store check`: whether the store is sound. Changes nothing. @returns the exit status. */
export async function checkTheStore(
  context: CommandContext,
  { fast: quick = false }: { readonly fast?: boolean },
): Promise<number> {
  return withExistingStore(context, async (store) => {
    const migrations = readMigrations(shippedMigrations);
    const pending = pendingMigrations(store.db, { migrations, path: store.path }).length;
    if (pending > 0)
      throw new ScribeError(
        'STORE',
        `Checking the store ${store.path} failed: ${counted(pending, 'migration')} pending.`,
        { hint: 'Run `scribe store migrate`, then check again.' },
      );
    const findings = await look(store, context, migrations, quick);
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
      writeLine(context.err, whatHelps(findings));
    }
    return sound ? 0 : exitStatus.STORE;
  });
}

function whatHelps(findings: readonly Finding[]): string {
  if (findings.every(({ check }) => check === 'transcripts'))
    return 'A backup of the store that is restored at once (scribe store backup, restore) writes the transcripts again.';
  return 'Restore a backup (scribe store restore FILE), or rescue what is readable with the .recover command of sqlite3.';
}

async function look(
  store: Store,
  { folders, signal }: CommandContext,
  migrations: readonly Migration[],
  quick: boolean,
): Promise<Finding[]> {
  const findings = checkStore(store, { migrations, quick });
  if (findings.some(({ check }) => check === 'file' || check === 'schema')) return findings;
  return [...findings, ...told('transcripts', await checkArtifacts(store, folders, { quick, signal }))];
}
