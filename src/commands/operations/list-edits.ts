import type { CommandContext } from '../../context.js';
import { formatClock } from '../../domain/time.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listEdits, type StoredEdit } from '../../store/edits.js';
import type { Store } from '../../store/store.js';

/** `scribe log ID --edits`: what was edited in a transcript and stands, in the order in which it was done. */
export function printEdits(context: CommandContext, store: Store, meetingId: string): void {
  const edits = listEdits(store, meetingId);
  if (context.json) return printJson(context, edits);
  if (edits.length === 0) return writeLine(context.err, 'Nothing was edited in this transcript.');
  printTable(
    context,
    ['TIME', 'KIND', 'BY', 'STATUS', 'BEFORE', 'AFTER'],
    edits.map((edit) => [
      formatClock(edit.start, 'clock'),
      edit.kind,
      edit.source,
      edit.status,
      ...sides(edit),
    ]),
  );
}

function sides({ kind, before, after }: StoredEdit): [string, string] {
  if (kind === 'speaker') return [before.clusterId ?? '?', after.clusterId ?? '?'];
  return [before.text || '-', after.text || '-'];
}
