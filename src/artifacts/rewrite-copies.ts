import { dirname } from 'node:path';
import type { CommandContext } from '../context.js';
import { ScribeError } from '../errors.js';
import { errorCode, isOutOfSpace } from '../platform/disk-errors.js';
import { formatsOf } from '../render/formats.js';
import { type Store, writeThrough } from '../store/store.js';
import {
  confirmCopy,
  expectCopy,
  listCopies,
  type TranscriptCopy,
  wasWritten,
} from '../store/transcript-copies.js';
import { describeArtifacts, type Rendering } from './artifact-files.js';
import { type CopyReport, filesOf, nothingIn, reportOf } from './copy-report.js';
import { isFolder, lookInFolder, planCopy } from './plan-copy.js';
import { logCopies, replaceFiles, staging } from './stage-copies.js';
import { outputError, removeStaged } from './staging.js';

/** Errors of a disk or a network drive that are gone when it has room again, or answers. */
const passes = (cause: unknown): boolean =>
  isOutOfSpace(cause) ||
  ['EIO', 'EBUSY', 'ESTALE', 'ETIMEDOUT', 'EMFILE', 'ENFILE'].includes(errorCode(cause));

/**
 * Writes the copies of a meeting again, where they are: called when its files are owed, with their lock held. What
 * may not be written, or is not there, is reported, and tried again only when the meeting changes.
 */
export async function rewriteCopies(
  store: Store,
  meetingId: string,
  rendering: Rendering,
  context: Pick<CommandContext, 'now'>,
): Promise<CopyReport[]> {
  const reports: CopyReport[] = [];
  for (const copy of listCopies(store, meetingId)) {
    const { folder } = copy;
    try {
      reports.push(await rewriteCopy(store, copy, { meetingId, rendering }, context));
    } catch (cause) {
      if (cause instanceof ScribeError && cause.code === 'STORE') throw cause;
      const failure = outputError(folder, cause);
      reports.push({ ...nothingIn(folder), problem: failure.message, owed: passes(failure.cause) });
    }
  }
  return reports;
}

async function rewriteCopy(
  store: Store,
  { folder, style, files: before }: TranscriptCopy,
  { meetingId, rendering }: { readonly meetingId: string; readonly rendering: Rendering },
  { now }: Pick<CommandContext, 'now'>,
): Promise<CopyReport> {
  await removeStaged(dirname(folder), meetingId);
  if (!(await isFolder(folder))) return { ...nothingIn(folder), missing: [folder] };
  await removeStaged(folder, meetingId);
  const rendered = await rendering(style, formatsOf(before.map(({ type }) => type)));
  const plan = await planCopy(lookInFolder(folder), describeArtifacts(rendered, meetingId), before, {
    complete: false,
    wasWritten: (hash) => wasWritten(store, hash),
  });
  const files = filesOf(plan);
  const staged = staging(plan.write, rendered);
  writeThrough(store, 'noting a copy', () => {
    expectCopy(store, { folder, meetingId, style, files, now: now() });
    logCopies(store, folder, meetingId, staged, now());
  });
  if (staged.length > 0) await replaceFiles(folder, staged, meetingId);
  confirmCopy(store, { folder, files });
  return reportOf(folder, plan);
}
