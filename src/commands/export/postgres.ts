import { resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { shellWord } from '../../domain/shell-word.js';
import { toJson } from '../../domain/visible-text.js';
import { ScribeError } from '../../errors.js';
import type { EmitExport } from '../../export/events.js';
import { exportScript } from '../../export/export-script.js';
import { exportStore } from '../../export/export-store.js';
import { findTarget } from '../../export/find-target.js';
import type { Target } from '../../export/target.js';
import { writeScript } from '../../export/write-script.js';
import { readConnection } from '../../postgres/connection-settings.js';
import { createExportLines, describeCompromises } from '../../report/export-lines.js';
import { printJson, writeLine, writeText } from '../../report/output.js';
import { flagOf } from '../../settings/definitions.js';
import { readDueUnits } from '../../store/due-units.js';
import { beginLeaving, finishLeaving, meetingsAmong, noteLeaving } from '../../store/export-log.js';
import { openSnapshot } from '../../store/snapshot.js';
import { withStore } from '../with-store.js';
import { type SelectFlags, selectMeetings } from './select-meetings.js';

export interface PostgresFlags extends SelectFlags {
  readonly url?: string;
  /** A file for the script, or `-`: no server is needed then. */
  readonly sql?: string;
  readonly target: Target['name'];
  readonly dryRun?: boolean;
  readonly createSchema?: boolean;
  readonly partitions?: number;
  readonly withVoiceprints?: boolean;
}

/** `scribe export postgres` */
export async function exportPostgres(context: CommandContext, flags: PostgresFlags): Promise<void> {
  if (flags.sql !== undefined) return writeSql(context, flags, flags.sql);
  const { environment, signal } = context;
  refusePartitions(flags);
  const connection = readConnection(flags.url ?? environment.SCRIBE_POSTGRES_URL ?? null, environment);
  for (const warning of connection.warnings) writeLine(context.err, `warning: ${warning}`);
  await withStore(context, (store) =>
    exportStore(store, {
      target: findTarget(store, flags.target),
      connection,
      selection: selectMeetings(store, flags, context),
      voiceprints: flags.withVoiceprints ?? false,
      createSchema: flags.createSchema ?? false,
      partitions: flags.partitions,
      dryRun: flags.dryRun ?? false,
      emit: chooseEmit(context),
      signal,
      now: context.now(),
    }),
  );
}

/** @throws ScribeError USAGE when nothing would be divided. */
function refusePartitions({ partitions, createSchema, target }: PostgresFlags): void {
  if (partitions === undefined || (createSchema && target === 'core')) return;
  throw new ScribeError(
    'USAGE',
    '--partitions divides a table of core while its tables are made or migrated.',
    {
      hint: 'Add --create-schema, and leave --target at core.',
    },
  );
}

async function writeSql(context: CommandContext, flags: PostgresFlags, path: string): Promise<void> {
  const other = (['url', 'dryRun', 'partitions'] as const).find((name) => flags[name] !== undefined);
  if (other !== undefined)
    throw new ScribeError('USAGE', `--sql and ${flagOf(other)} cannot be used together.`, {
      hint: 'A script is made without a server; psql runs it.',
    });
  await withStore(context, (store) => {
    const target = findTarget(store, flags.target);
    const selection = selectMeetings(store, flags, context);
    const compromises = { replaced: 0, cut: 0 };
    const voiceprints = flags.withVoiceprints ?? false;
    const destination = path === '-' ? 'standard output' : resolve(path);
    const entry = beginLeaving(store, {
      command: 'export postgres --sql',
      destination,
      voiceprints,
      now: context.now(),
    });
    const snapshot = openSnapshot(store);
    try {
      const createSchema = flags.createSchema ?? false;
      const pieces = exportScript(snapshot, { target, selection, voiceprints, createSchema, compromises });
      if (path === '-') for (const piece of pieces) writeText(context.out, piece);
      else writeScript(path, pieces);
      const units = readDueUnits(snapshot).map(({ unit }) => unit);
      noteLeaving(store, entry, { meetingIds: meetingsAmong(snapshot, units), items: 1, bytes: null });
      finishLeaving(store, entry, context.now());
    } finally {
      snapshot.close();
    }
    if (path !== '-' && context.json) printJson(context, { target: flags.target, path, ...compromises });
    if (context.quiet || context.json) return;
    for (const note of describeCompromises(compromises)) writeLine(context.err, note);
    if (path !== '-')
      writeLine(context.out, `${path}: run it with psql -v ON_ERROR_STOP=1 -f ${shellWord(path)}`);
  });
}

function chooseEmit(context: CommandContext): EmitExport {
  if (context.json) return (event) => void context.out.write(`${toJson(event)}\n`);
  return createExportLines(context, { quiet: context.quiet, now: context.clock });
}
