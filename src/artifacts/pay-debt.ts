import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../context.js';
import type { FormatName } from '../domain/format-names.js';
import type { Artifact, Meeting } from '../domain/meeting.js';
import { asScribe } from '../platform/permissions.js';
import { formatsOf } from '../render/formats.js';
import {
  engraveDebt,
  findRenderDebt,
  keepArtifacts,
  listArtifacts,
  type RenderDebt,
  saveArtifacts,
  settleRenderDebt,
} from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { lockMeetingFiles } from '../store/locks.js';
import { completedAmong } from '../store/meetings.js';
import { insightBasis } from '../store/save-insights.js';
import { type Store, write } from '../store/store.js';
import { artifactRoot, describeArtifacts, type Rendering, renderOnce } from './artifact-files.js';
import type { CopyReport } from './copy-report.js';
import { refreshInsights } from './refresh-insights.js';
import { rewriteCopies } from './rewrite-copies.js';
import { outputError, writeFiles } from './staging.js';

/** What writing files takes from a context. */
export type RenderContext = Pick<
  CommandContext,
  'folders' | 'settings' | 'signal' | 'newId' | 'now' | 'zone' | 'err'
>;

/** The files of one meeting, as they were written again. */
interface Written {
  /** What became of the copies. */
  readonly copies: readonly CopyReport[];
  /** What they were written from. */
  readonly rendering: Rendering;
}

/**
 * Brings the files of one meeting up to date, if they are not. The state of the store is read under the lock of the
 * files, and the debt is settled only if nothing has changed since: a rename or a forget that comes in between
 * is written before this returns.
 *
 * @returns null when no transcripts were written.
 */
export async function payDebt(
  store: Store,
  meetingId: string,
  context: RenderContext,
): Promise<Written | null> {
  const lock = await lockMeetingFiles(store.home, meetingId);
  try {
    let written: Written | null = null;
    for (;;) {
      if (!findRenderDebt(store, meetingId)) return written;
      // What the files are to say of the meeting may have changed with it, and is a part of the debt then.
      const basis = insightBasis(store, meetingId);
      await refreshInsights(store, meetingId, context);
      const debt = findRenderDebt(store, meetingId);
      // A correction that another program made meanwhile is a part of this debt, and its insights are not made yet.
      if (insightBasis(store, meetingId) !== basis) continue;
      const engraved = debt && engraveDebt(store, debt);
      if (engraved) written = await bringUpToDate(store, engraved, context);
      if (written && isOwed(written)) return written;
    }
  } finally {
    lock.release();
  }
}

/** Whether copies are still to be written, by the next command. */
const isOwed = ({ copies }: Pick<Written, 'copies'>): boolean => copies.some(({ owed }) => owed);

async function bringUpToDate(
  store: Store,
  debt: RenderDebt,
  context: RenderContext,
): Promise<Written | null> {
  const { meetingId } = debt;
  const folder = join(artifactRoot(context.folders), meetingId);
  const meeting = completedMeeting(store, meetingId);
  if (!meeting) {
    removeFolder(folder);
    settleRenderDebt(store, debt);
    return null;
  }
  return writeAll(store, meeting, folder, debt, context);
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (cause) {
    throw outputError(folder, cause);
  }
}

/** The meeting as it is now; null when it is not completed, or is removed while it is read. */
function completedMeeting(store: Store, id: string): Meeting | null {
  const isCompleted = () => completedAmong(store, [id]).length > 0;
  try {
    return isCompleted() ? loadMeeting(store, id) : null;
  } catch (cause) {
    if (!isCompleted()) return null;
    throw cause;
  }
}

/**
 * Writes the artifacts in the formats and the style that they have, or are to have; the folder then holds nothing else.
 * Then the copies.
 */
async function writeAll(
  store: Store,
  meeting: Meeting,
  folder: string,
  debt: RenderDebt,
  { settings, newId, now }: RenderContext,
): Promise<Written> {
  const { meetingId } = debt;
  const stored = listArtifacts(store, meetingId);
  const style = debt.style ?? stored[0]?.style ?? settings.values.style;
  const rendering = renderOnce(meeting);
  const rendered = await rendering(style, debt.formats ?? keptFormats(stored) ?? settings.values.formats);
  const types = new Set<string>(rendered.map(({ type }) => type));
  // What is rendered is described in the store either way: exports and copies are compared with that.
  if (store.key) removeFolder(folder);
  else {
    await writeFiles(folder, rendered, meetingId, asScribe);
    for (const name of readdirSync(folder))
      if (!types.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const copies = await rewriteCopies(store, meetingId, rendering, { now });
  const artifacts = describeArtifacts(rendered, meetingId).map((artifact) => ({ ...artifact, style }));
  write(store, 'noting that files were written', () => {
    if (!isOwed({ copies }) && !settleRenderDebt(store, debt)) return;
    saveArtifacts(store, { meetingId, artifacts, newId, now: now() });
    keepArtifacts(store, meetingId, [...types]);
  });
  return { copies, rendering };
}

/** The formats that a meeting was stored in; null: in none yet. */
function keptFormats(stored: readonly Artifact[]): readonly FormatName[] | null {
  const kept = formatsOf(stored.map(({ type }) => type));
  return kept.length > 0 ? kept : null;
}
