import { mkdirSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import type { CommandContext } from '../context.js';
import { type FormatName, formatNames } from '../domain/format-names.js';
import type { TranscriptStyle } from '../domain/meeting.js';
import { asUser } from '../platform/permissions.js';
import { formatsOf, type RenderedArtifact } from '../render/formats.js';
import { findRenderDebt, listArtifacts, oweRendering, settleRenderDebt } from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { lockMeetingFiles, lockOutputFolder } from '../store/locks.js';
import { type Store, write, writeThrough } from '../store/store.js';
import { confirmCopy, expectCopy, forgetCopy, listCopies, wasWritten } from '../store/transcript-copies.js';
import { describeArtifacts, type Rendering, renderOnce } from './artifact-files.js';
import { type CopyReport, filesOf, reportOf } from './copy-report.js';
import { outputFolders, placeFolder } from './output-folder.js';
import { type CopyPlan, lookInFolder, planCopy } from './plan-copy.js';
import { logCopies, replaceFiles, staging } from './stage-copies.js';
import { outputError, type StagedFile } from './staging.js';

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
      if (await remember(store, folder, plan, target, context, put)) return reportOf(folder, plan);
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
