import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { type Imported, importCore } from '../../import/import-core.js';
import { readConnection } from '../../postgres/connection-settings.js';
import { openSession } from '../../postgres/session.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listRenderDebts } from '../../store/artifacts.js';
import type { DifferentUnit } from '../../store/judge-staged.js';
import { startOfDay } from '../relabel/choose-meetings.js';
import { withStore } from '../with-store.js';

interface ImportFlags {
  readonly url?: string;
  /** A day, or a meeting on the server: that one and what was recorded since. */
  readonly since?: string;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
}

/** `scribe import postgres`: what `scribe export postgres` has sent to the target core comes back, and its transcripts are rendered. */
export async function importFromPostgres(context: CommandContext, flags: ImportFlags): Promise<void> {
  const { overwrite = false, dryRun = false, since } = flags;
  const settings = readConnection(flags.url ?? null, context.environment);
  for (const warning of settings.warnings) writeLine(context.err, `warning: ${warning}`);
  return withStore(context, async (store) => {
    const session = await openSession(settings, { purpose: 'Importing from', signal: context.signal });
    try {
      const tell = (line: string) => context.quiet || context.json || writeLine(context.err, line);
      tell(`Reading ${session.address}.`);
      const start = since === undefined ? null : (startOfDay(since, context.zone) ?? { meeting: since });
      const imported = await importCore(store, session, { since: start, overwrite, dryRun });
      const owed = listRenderDebts(store).length;
      if (owed > 0 && !dryRun) tell(`Writing the transcripts of ${counted(owed, 'meeting')}.`);
      const { copies } = dryRun ? { copies: [] } : await payDebts(store, context);
      for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
      if (context.json) printJson(context, { dryRun, overwrite, ...imported });
      else describe(context, imported, { overwrite, dryRun });
    } finally {
      await session.close();
    }
  });
}

function describe(
  context: CommandContext,
  { tables, different, returned, voiceless }: Imported,
  { overwrite, dryRun }: { readonly overwrite: boolean; readonly dryRun: boolean },
): void {
  const rows = Object.entries(tables).filter(
    ([, { added, same, kept, taken }]) => added + same + kept + taken > 0,
  );
  printTable(
    context,
    ['TABLE', 'ADDED', 'SAME', overwrite ? 'TAKEN' : 'KEPT'],
    rows.map(([name, { added, same, kept, taken }]) => [
      name,
      ...[added, same, overwrite ? taken : kept].map(String),
    ]),
  );
  const say = (line: string) => writeLine(context.out, line);
  for (const unit of different) say(describeUnit(unit));
  if (different.length > 0 && !overwrite)
    say(
      `${counted(different.length, 'difference')}, kept as it is here. --overwrite takes what the server has.`,
    );
  if (returned > 0) say(`${returned} of these had been removed from this store and came back.`);
  const { people, speakers } = voiceless;
  if (people + speakers > 0)
    say(
      `Without a voice there: ${people === 1 ? '1 person' : `${people} people`} and ${counted(speakers, 'speaker')}. An export sends voices only with --with-voiceprints.`,
    );
  if (dryRun) say('Nothing was changed.');
}

const singular: Readonly<Record<string, string>> = {
  meetings: 'meeting',
  user_profiles: 'person',
  users: 'user',
  workspaces: 'workspace',
  rooms: 'room',
  vocabulary: 'term',
  files: 'recording',
  operations: 'operation',
  processing_events: 'event',
};

/** `different  meeting 1a2b3c4d (Stand-up): 1 of speakers differs, 2 of notes only here` */
function describeUnit({ unit, table, label, rows }: DifferentUnit): string {
  const found = Object.entries(rows).flatMap(([name, { missing, differ, extra }]) => [
    ...(differ > 0 ? [`${differ} of ${name} ${differ === 1 ? 'differs' : 'differ'}`] : []),
    ...(missing > 0 ? [`${missing} of ${name} only there`] : []),
    ...(extra > 0 ? [`${extra} of ${name} only here`] : []),
  ]);
  return `different  ${singular[table]} ${shortId(unit)}${label === null ? '' : ` (${label})`}: ${found.join(', ')}`;
}
