import { resolve } from 'node:path';
import { renderedMeetings } from '../../artifacts/artifact-files.js';
import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shellWord } from '../../domain/shell-word.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import type { StoreKey } from '../../store/engine.js';
import { openStore } from '../../store/open-store.js';
import { restoreStore as restore } from '../../store/restore.js';
import { storeKey } from '../store-key.js';
import { copyProgress } from './copy-progress.js';

/** `scribe store restore FILE`: a backup takes the place of the store, and the transcripts are written again. */
export async function restoreStore(
  context: CommandContext,
  file: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<void> {
  const { folders, now } = context;
  const from = resolve(file);
  const key = await restoringKey(context, from);
  const restored = await restore({
    key,
    home: folders.home,
    from,
    rendered: renderedMeetings(folders),
    now: now(),
    verifyOnly: dryRun,
    ...copyProgress(context),
  });
  const written = dryRun ? [] : await writeTranscripts(context, key);
  if (context.json) return printJson(context, { dryRun, from, ...restored, renderedMeetings: written });
  const statuses = Object.entries(restored.meetingsByStatus).map(([status, count]) => `${count} ${status}`);
  const meetings = `schema ${restored.schemaVersion}, meetings: ${statuses.join(', ') || 'none'}`;
  if (dryRun) return writeLine(context.out, `${from} can be restored: ${meetings}`);
  writeLine(
    context.out,
    `restored ${from}: ${meetings}; ${counted(written.length, 'transcript')} written again`,
  );
  if (restored.kept)
    writeLine(
      context.out,
      `What was there before is kept; to take this back: scribe store restore ${shellWord(restored.kept)}`,
    );
}

/** Of the store that is there, else of the backup. */
const restoringKey = async (context: CommandContext, from: string) =>
  (await storeKey(context)) ?? storeKey(context, from);

async function writeTranscripts(context: CommandContext, key: StoreKey | null): Promise<readonly string[]> {
  const store = openStore({ home: context.folders.home, now: context.now(), key });
  try {
    const { meetingIds, copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    return meetingIds;
  } finally {
    store.close();
  }
}
