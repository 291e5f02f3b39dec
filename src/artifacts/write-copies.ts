import { mkdirSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../context.js';
import { type FormatName, formatNames } from '../domain/format-names.js';
import type { TranscriptStyle } from '../domain/meeting.js';
import { ScribeError } from '../errors.js';
import { errorCode, isOutOfSpace } from '../platform/disk-errors.js';
import { asUser } from '../platform/permissions.js';
import { formatsOf, type RenderedArtifact } from '../render/formats.js';
import { findRenderDebt, listArtifacts, oweRendering, settleRenderDebt } from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { noteLeft } from '../store/export-log.js';
import { lockMeetingFiles, lockOutputFolder } from '../store/locks.js';
import { type Store, write, writeThrough } from '../store/store.js';
import {
  confirmCopy,
  expectCopy,
  forgetCopy,
  listCopies,
  type TranscriptCopy,
  wasWritten,
} from '../store/transcript-copies.js';
import { describeArtifacts, type Rendering, renderOnce } from './artifact-files.js';
import { outputFolders, placeFolder } from './output-folder.js';
import { type CopyPlan, isFolder, lookInFolder, planCopy, type WrittenCopy } from './plan-copy.js';
import { outputError, removeStaged, type StagedFile, writeFiles } from './staging.js';

/** What became of the copies of a meeting in one folder. */
export interface CopyReport {
  readonly folder: string;
  /** Absolute paths of the files that are up to date. */
  readonly current: readonly string[];
  /** How many of those were written. */
  readonly written: number;
  /** Files that a person has changed: they are kept, and the new one is beside each (unless it is one of those itself). */
  readonly kept: readonly { readonly path: string; readonly beside: string | null }[];
  /** Files, or the folder, that are missing; they are not made again. */
  readonly missing: readonly string[];
  /** Why the folder could not be written: its files are out of date. */
  readonly problem: string | null;
  /** The problem may pass, as that of a full disk does: the copies stay owed, and the next command tries again. */
  readonly owed: boolean;
}

/** In a folder of the user. */
const replaceFiles = (folder: string, files: readonly StagedFile[], meetingId: string) =>
  writeFiles(folder, files, meetingId, asUser);

type Owed = Pick<CommandContext, 'now'>;

/**
 * Writes a meeting into its folder below `outDir`, as `--out` asks: files that are missing are made, ours are replaced,
 * those that a person has changed are kept. The folder is remembered from before the first byte, so that a later
 * rename or forget reaches whatever a kill leaves.
 *
 * @param asked.rendering that the artifacts in the store were written from: it is used if it still is up to date.
 * @throws ScribeError OUTPUT naming the folder and what to do.
 */
export async function writeOut(
  store: Store,
  meetingId: string,
  asked: {
    readonly outDir: string;
    readonly fileName: string;
    readonly style: TranscriptStyle;
    /** Those that are in the folder already are kept current as well. */
    readonly formats: readonly FormatName[];
    readonly rendering?: Rendering;
  },
  context: Owed,
): Promise<CopyReport> {
  const { outDir, fileName, style, formats, rendering } = asked;
  const locks = [await lockMeetingFiles(store.home, meetingId)];
  try {
    asUser(() => mkdirSync(outDir, { recursive: true }));
    const real = await realpath(outDir);
    locks.push(await lockOutputFolder(store.home, real));
    const meeting = loadMeeting(store, meetingId);
    const isFresh = rendering && (await isCurrent(store, meetingId, rendering));
    const current = isFresh ? rendering : renderOnce(meeting);
    const remembered = listCopies(store, meetingId);
    const known = (hash: string) => wasWritten(store, hash);
    const { recording } = meeting;
    const places = outputFolders(
      real,
      { fileName, fingerprint: recording.fingerprint },
      remembered.map(({ folder }) => folder),
    );
    for await (const { folder, owner } of places) {
      if (owner === 'other') continue;
      const isNew = owner === 'nobody';
      const before = isNew ? [] : (remembered.find((copy) => copy.folder === folder)?.files ?? []);
      const there = formatsOf(before.map(({ type }) => type));
      const names = formatNames.filter((name) => formats.includes(name) || there.includes(name));
      const target = { meetingId, style, rendered: await current(style, names) };
      const artifacts = describeArtifacts(target.rendered, meetingId);
      const plan = await planCopy(lookInFolder(folder), artifacts, before, {
        complete: true,
        wasWritten: known,
      });
      const put = isNew ? placeFolder : replaceFiles;
      if (await remember(store, folder, plan, target, context, put)) return report(folder, plan);
    }
    throw new Error('there is always one more name');
  } catch (cause) {
    throw outputError(outDir, cause);
  } finally {
    for (const lock of locks.reverse()) lock.release();
  }
}

/** Whether a meeting still is as it was rendered: nothing is owed, and the artifacts in the store have these bytes. */
async function isCurrent(store: Store, meetingId: string, rendering: Rendering): Promise<boolean> {
  if (findRenderDebt(store, meetingId)) return false;
  const artifacts = listArtifacts(store, meetingId);
  const style = artifacts[0]?.style;
  if (!style) return false;
  const names = formatsOf(artifacts.map(({ type }) => type));
  const rendered = describeArtifacts(await rendering(style, names), meetingId);
  return rendered.every(({ type, sha256 }) => artifacts.some((a) => a.type === type && a.sha256 === sha256));
}

interface Target {
  readonly meetingId: string;
  readonly style: TranscriptStyle;
  readonly rendered: readonly RenderedArtifact[];
}

/**
 * Carries out a plan between noting what will be written and noting that it is. Until then the files of the meeting
 * are owed, so that after a kill the next command looks at the folder.
 */
async function remember(
  store: Store,
  folder: string,
  plan: CopyPlan,
  target: Target,
  { now }: Owed,
  put: (folder: string, files: readonly StagedFile[], meetingId: string) => Promise<unknown>,
): Promise<boolean> {
  const { meetingId } = target;
  const files = filesOf(plan);
  const staged = staging(plan.write, target.rendered);
  // A debt from before is not this one's to strike out: what it is about may be newer than what was rendered here.
  const debt = writeThrough(store, 'noting a copy', () => {
    const before = findRenderDebt(store, meetingId);
    expectCopy(store, { folder, ...target, files, now: now() });
    logCopies(store, folder, meetingId, staged, now());
    oweRendering(store, meetingId);
    return before ? null : findRenderDebt(store, meetingId);
  });
  let done = false;
  try {
    done = staged.length === 0 || (await put(folder, staged, meetingId)) !== false;
    return done;
  } finally {
    write(store, 'noting a copy', () => {
      if (done) confirmCopy(store, { folder, files });
      else if (put === placeFolder) forgetCopy(store, folder);
      if (done && debt) settleRenderDebt(store, debt);
    });
  }
}

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
  context: Owed,
): Promise<CopyReport[]> {
  const reports: CopyReport[] = [];
  for (const copy of listCopies(store, meetingId)) {
    const { folder } = copy;
    try {
      reports.push(await rewriteCopy(store, copy, { meetingId, rendering }, context));
    } catch (cause) {
      if (cause instanceof ScribeError && cause.code === 'STORE') throw cause;
      const failure = outputError(folder, cause);
      reports.push({ ...nothing(folder), problem: failure.message, owed: passes(failure.cause) });
    }
  }
  return reports;
}

async function rewriteCopy(
  store: Store,
  { folder, style, files: before }: TranscriptCopy,
  { meetingId, rendering }: { readonly meetingId: string; readonly rendering: Rendering },
  { now }: Owed,
): Promise<CopyReport> {
  await removeStaged(dirname(folder), meetingId);
  if (!(await isFolder(folder))) return { ...nothing(folder), missing: [folder] };
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
  return report(folder, plan);
}

/** Notes what is about to leave the store, if anything. The folder of a copy has the name of the recording: it is left out. */
function logCopies(
  store: Store,
  folder: string,
  meetingId: string,
  files: readonly StagedFile[],
  now: string,
): void {
  if (files.length === 0) return;
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const destination = dirname(folder);
  noteLeft(store, {
    command: '--out',
    destination,
    voiceprints: false,
    now,
    meetingIds: [meetingId],
    items: files.length,
    bytes,
  });
}

const filesOf = ({ write: written, current }: CopyPlan): readonly WrittenCopy[] => [...written, ...current];

/** Files with the bytes of their artifacts, under the names that they get. */
function staging(files: readonly WrittenCopy[], rendered: readonly RenderedArtifact[]): StagedFile[] {
  return files.map(({ name, type }) => {
    const artifact = rendered.find((each) => each.type === type);
    if (!artifact) throw new Error(`${type} was planned and not rendered`);
    return { type: name, bytes: artifact.bytes };
  });
}

function nothing(folder: string): CopyReport {
  return { folder, current: [], written: 0, kept: [], missing: [], problem: null, owed: false };
}

function report(folder: string, plan: CopyPlan): CopyReport {
  return {
    folder,
    current: filesOf(plan).map(({ name }) => join(folder, name)),
    written: plan.write.length,
    kept: plan.kept.map(({ name, beside }) => ({
      path: join(folder, name),
      beside: beside === null ? null : join(folder, beside),
    })),
    missing: plan.missing.map((name) => join(folder, name)),
    problem: null,
    owed: false,
  };
}
