import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Meeting } from '../domain/meeting.js';
import { renderArtifacts, writeArtifacts } from '../render/artifacts.js';
import { outputError } from '../render/staging.js';
import { counted } from '../report/describe.js';
import { listArtifacts, saveArtifacts } from '../store/artifacts.js';
import { listMeetings } from '../store/list-meetings.js';
import { loadMeeting } from '../store/load-meeting.js';
import { lockMeetingFiles } from '../store/lock-meeting.js';
import { findRenderDebt, listRenderDebts, type RenderDebt, settleRenderDebt } from '../store/render-debts.js';
import { type Store, write } from '../store/store.js';
import { artifactRoot } from './artifact-files.js';
import type { CommandContext } from './context.js';

/** From so many transcripts on the wait is explained. */
const manyDebts = 20;

/** What writing files takes from a context. */
export type RenderContext = Pick<CommandContext, 'folders' | 'settings' | 'newId' | 'now' | 'err'>;

/**
 * Writes the files of every meeting that are out of date, and removes those of meetings that are gone: what this
 * command has changed, or what one that was killed has left.
 *
 * @returns the meetings whose transcripts were written again.
 * @throws ScribeError of the first meeting whose files cannot be written, after all were tried. What failed stays
 * owed, and the next command tries again.
 */
export async function payDebts(store: Store, context: RenderContext): Promise<string[]> {
  const written: string[] = [];
  const failures: unknown[] = [];
  for (const { meetingId } of listRenderDebts(store))
    try {
      if (await payDebt(store, meetingId, context)) written.push(meetingId);
    } catch (failure) {
      failures.push(failure);
    }
  if (failures.length > 0) throw failures[0];
  return written;
}

/** As `payDebts`, but what cannot be written is only said: the command at hand has other work. */
export async function payOldDebts(store: Store, context: RenderContext): Promise<void> {
  try {
    const owed = listRenderDebts(store).length;
    if (owed > manyDebts) context.err.write(`Writing ${counted(owed, 'transcript')} in the store again.\n`);
    await payDebts(store, context);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    context.err.write(`warning: a transcript in the store is out of date. ${reason}\n`);
  }
}

/**
 * Brings the files of one meeting up to date, if they are not. The state of the store is read under the lock of the
 * files, and the debt is struck out only when nothing has changed since: a rename or a forget that comes in between
 * is written before this returns.
 *
 * @returns whether transcripts were written.
 */
export async function payDebt(store: Store, meetingId: string, context: RenderContext): Promise<boolean> {
  const lock = await lockMeetingFiles(store.home, meetingId);
  try {
    let written = false;
    for (;;) {
      const debt = findRenderDebt(store, meetingId);
      if (!debt) return written;
      written = await bringUpToDate(store, debt, context);
    }
  } finally {
    lock.release();
  }
}

async function bringUpToDate(store: Store, debt: RenderDebt, context: RenderContext): Promise<boolean> {
  const { meetingId } = debt;
  const folder = join(artifactRoot(context.folders), meetingId);
  const meeting = completedMeeting(store, meetingId);
  if (!meeting) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (cause) {
      throw outputError(folder, cause);
    }
    settleRenderDebt(store, debt);
    return false;
  }
  await writeFiles(store, meeting, folder, debt, context);
  return true;
}

/** The meeting as it is now; null when it is not completed, or is removed while it is read. */
function completedMeeting(store: Store, id: string): Meeting | null {
  const isCompleted = () => listMeetings(store, { id })[0]?.status === 'completed';
  try {
    return isCompleted() ? loadMeeting(store, id) : null;
  } catch (cause) {
    if (!isCompleted()) return null;
    throw cause;
  }
}

/** Writes the artifacts in the style that they have, or are to have; the folder then holds nothing else. */
async function writeFiles(
  store: Store,
  meeting: Meeting,
  folder: string,
  debt: RenderDebt,
  { folders, settings, newId, now }: RenderContext,
): Promise<void> {
  const { meetingId } = debt;
  const style = debt.style ?? listArtifacts(store, meetingId)[0]?.style ?? settings.values.style;
  const rendered = renderArtifacts(meeting, style);
  const written = await writeArtifacts(folder, rendered, artifactRoot(folders));
  const types = new Set<string>(written.map(({ type }) => type));
  for (const name of readdirSync(folder))
    if (!types.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  const artifacts = written.map((artifact) => ({ ...artifact, style }));
  write(store, 'noting that files were written', () => {
    if (settleRenderDebt(store, debt)) saveArtifacts(store, { meetingId, artifacts, newId, now: now() });
  });
}
