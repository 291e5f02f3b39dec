import { readFileSync } from 'node:fs';
import { coreTarget } from '../../src/export/targets/core.js';
import { copyLine } from '../../src/postgres/copy-text.js';
import type { Session } from '../../src/postgres/session.js';
import { toFloats } from '../../src/store/columns.js';
import type { Store } from '../../src/store/store.js';
import { repo } from '../shared.js';

/** Makes the tables of core. */
export async function createCore(session: Session): Promise<void> {
  await session.execute(
    readFileSync(repo('migrations/postgres/core/0001_one_schema_in_two_stores.sql'), 'utf8'),
  );
}

/** Puts every row of core that a store has into an empty database, as it is. */
export async function sendCore(
  session: Session,
  store: Store,
  options: { readonly voices: boolean; readonly vectors?: boolean },
): Promise<void> {
  store.db.exec('CREATE TEMP TABLE IF NOT EXISTS export_units (unit TEXT PRIMARY KEY) WITHOUT ROWID');
  store.db.exec('INSERT OR IGNORE INTO temp.export_units SELECT unit FROM revisions');
  await session.execute("BEGIN; SET LOCAL scribe.mirror = 'on'");
  const open = options.vectors ? '[]' : '{}';
  const write = (kind: string, cell: unknown): string | null => {
    if (cell === null) return null;
    if (kind === 'bytes') return `\\x${(cell as Buffer).toString('hex')}`;
    if (kind === 'vector') return `${open[0]}${Array.from(toFloats(cell as Buffer)).join(',')}${open[1]}`;
    return String(cell);
  };
  for (const { name, columns, voice, select } of coreTarget(store).tables) {
    if (voice && !options.voices) continue;
    const sent = Object.entries(columns).filter(([, column]) => options.voices || !column.voice);
    const rows = store.db.prepare<[], Record<string, unknown>>(select).all();
    await session.copyIn(
      `COPY ${name} (${sent.map(([column]) => `"${column}"`).join(', ')}) FROM STDIN`,
      rows.map((row) => copyLine(sent.map(([column, { kind }]) => write(kind, row[column])))),
    );
  }
  await session.execute('COMMIT');
}
