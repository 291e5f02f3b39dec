import type { EmitExport, ExportEvent, ExportSummary } from '../export/events.js';
import { counted, describeTimeLeft } from './describe.js';
import type { Streams } from './lines.js';
import { layOutTable, type Output, writeLine, writeLines } from './output.js';

/** Least milliseconds between two lines of progress: logs stay short. */
const progressInterval = 5000;

/**
 * An export into a database as plain lines: progress and warnings go to standard error, the outcome to standard output.
 * @param now milliseconds
 */
export function createExportLines(
  streams: Streams & { readonly err: Output },
  options: { readonly quiet: boolean; readonly now: () => number },
): EmitExport {
  const started = options.now();
  let lastProgress = started;
  const isWatched = streams.err.isTTY && !options.quiet;
  return (event: ExportEvent) => {
    switch (event.kind) {
      case 'export-started':
        return;
      case 'export-waiting':
        if (!options.quiet) writeLine(streams.err, 'Waiting: another export is writing these tables.');
        return;
      case 'export-progress': {
        const now = options.now();
        if (!isWatched || now - lastProgress < progressInterval || event.total === 0) return;
        lastProgress = now;
        const { table, rows, total } = event;
        const left = ((now - started) / 1000 / Math.max(1, rows)) * (total - rows);
        const rest = rows < total ? `, ${describeTimeLeft(left)}` : '';
        return writeLine(streams.err, `${table}: ${rows} of ${counted(total, 'row')} read${rest}`);
      }
      case 'export-finished':
        writeLines(streams.out, describeExport(event));
        if (options.quiet) return;
        if (event.differed > 0)
          writeLine(
            streams.err,
            `note: ${counted(event.differed, 'row')} there had been changed or lost since, and were sent again.`,
          );
        for (const warning of describeCompromises(event)) writeLine(streams.err, warning);
    }
  };
}

/** The outcome by table, for people. Tables that are empty on both sides are left out. */
function describeExport({ target, address, dryRun, tables }: ExportSummary): string[] {
  const rows = tables.filter((table) => table.new + table.changed + table.removed + table.same > 0);
  const sum = (column: 'new' | 'changed' | 'removed' | 'same') =>
    tables.reduce((total, table) => total + table[column], 0);
  const changes = `${sum('new')} new, ${sum('changed')} changed, ${sum('removed')} removed, ${sum('same')} same`;
  const outcome = `${target} at ${address}: ${changes}${dryRun ? ' (dry run: nothing was written)' : ''}`;
  if (sum('new') + sum('changed') + sum('removed') === 0) return [outcome];
  const table = layOutTable(
    ['TABLE', 'NEW', 'CHANGED', 'REMOVED', 'SAME'],
    rows.map((row) => [row.table, `${row.new}`, `${row.changed}`, `${row.removed}`, `${row.same}`]),
  );
  return [...table, outcome];
}

/** What was not taken as it is, as lines. */
export function describeCompromises({ replaced, cut }: Pick<ExportSummary, 'replaced' | 'cut'>): string[] {
  return [
    ...(replaced > 0
      ? [
          `note: ${counted(replaced, 'text')} had characters that Postgres cannot keep; they are U+FFFD there.`,
        ]
      : []),
    ...(cut > 0 ? [`note: ${counted(cut, 'text')} longer than the column, and cut.`] : []),
  ];
}
