import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import type { EmitExport } from '../../export/events.js';
import { exportStore } from '../../export/export-store.js';
import { findTarget } from '../../export/find-target.js';
import type { Target } from '../../export/target.js';
import { readConnection } from '../../postgres/connection-settings.js';
import { createExportLines } from '../../report/export-lines.js';
import { writeLine } from '../../report/output.js';
import { withStore } from '../with-store.js';
import { type SelectFlags, selectMeetings } from './select-meetings.js';

export interface PostgresFlags extends SelectFlags {
  readonly url?: string;
  readonly target: Target['name'];
  readonly dryRun?: boolean;
  readonly createSchema?: boolean;
  readonly withVoiceprints?: boolean;
}

/** `scribe export postgres` */
export async function exportPostgres(context: CommandContext, flags: PostgresFlags): Promise<void> {
  const { environment, signal } = context;
  const connection = readConnection(flags.url ?? environment.SCRIBE_POSTGRES_URL ?? null, environment);
  for (const warning of connection.warnings) writeLine(context.err, `warning: ${warning}`);
  await withStore(context, (store) =>
    exportStore(store, {
      target: findTarget(store, flags.target),
      connection,
      selection: selectMeetings(store, flags, context),
      voiceprints: flags.withVoiceprints ?? false,
      createSchema: flags.createSchema ?? false,
      dryRun: flags.dryRun ?? false,
      emit: chooseEmit(context),
      signal,
      now: context.now(),
    }),
  );
}

function chooseEmit(context: CommandContext): EmitExport {
  if (context.json) return (event) => void context.out.write(`${toJson(event)}\n`);
  return createExportLines(context, { quiet: context.quiet, now: context.clock });
}
