import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactRoot, renderOnce } from '../../artifacts/artifact-files.js';
import { payDebt, type RenderContext } from '../../artifacts/pay-debt.js';
import { type CopyPlan, planCopy, type WrittenCopy } from '../../artifacts/plan-copy.js';
import { type Artifact, shortId } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { errorCode } from '../../platform/disk-errors.js';
import { sha256 } from '../../platform/hash-file.js';
import { inParallel } from '../../platform/in-parallel.js';
import { formatsOf } from '../../render/formats.js';
import { listArtifacts, oweRendering } from '../../store/artifacts.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { beginLeaving, finishLeaving, noteLeaving } from '../../store/export-log.js';
import {
  confirmExported,
  countSelected,
  type ExportedFile,
  type ExportedSelection,
  expectExported,
  findRoot,
  forgetExported,
  listExported,
  listOutdatedExports,
  listSelected,
  rememberRoot,
} from '../../store/exported-artifacts.js';
import { type Store, write } from '../../store/store.js';
import type { ArtifactCounts, EmitArtifacts } from './events.js';
import type { ArtifactRoot, OutgoingFile } from './root.js';

/** Meetings that are looked at with one list. */
const batchSize = 200;
/** Meetings that are sent at the same time. */
const together = 4;

export interface ArtifactExport {
  readonly store: Store;
  readonly root: ArtifactRoot;
  readonly selection: ExportedSelection;
  readonly context: RenderContext;
  readonly signal: AbortSignal;
  readonly emit: EmitArtifacts;
  readonly dryRun: boolean;
}

type Counts = { -readonly [K in keyof ArtifactCounts]: number };

/**
 * Brings the artifacts of a root up to date: new and changed ones are put, those of meetings that are gone and that
 * this store has put are removed, and what a person has changed stays. Memory does not grow with the meetings.
 * What is put is noted before and after, so that a run that was killed is continued by the next.
 *
 * @throws ScribeError OUTPUT when the root fails, or an artifact cannot be written or read.
 */
export async function exportArtifacts(task: ArtifactExport): Promise<ArtifactCounts> {
  const { store, root, selection, context, signal, emit, dryRun } = task;
  const rootId = dryRun ? findRoot(store, root) : rememberRoot(store, root, context.now());
  const total = countSelected(store, selection);
  const counts: Counts = { new: 0, changed: 0, removed: 0, same: 0, kept: 0, sent: 0 };
  const log = keepLog(task);
  emit({ kind: 'export-started', to: root.place, meetings: total, dryRun });
  let done = 0;
  for (let after = ''; ; ) {
    const meetingIds = listSelected(store, selection, after, batchSize);
    if (meetingIds.length === 0) break;
    await root.survey(meetingIds);
    await inParallel(meetingIds, together, signal, async (meetingId) => {
      await exportMeeting(task, rootId, meetingId, counts, log);
      emit({ kind: 'export-progress', meetings: ++done, total, sent: counts.sent });
    });
    after = meetingIds[meetingIds.length - 1];
  }
  if (rootId !== null) await removeOutdated(task, rootId, counts);
  log.finish();
  emit({ kind: 'export-finished', to: root.place, dryRun, ...counts });
  return counts;
}

async function exportMeeting(
  task: ArtifactExport,
  rootId: number | null,
  meetingId: string,
  counts: Counts,
  log: LeavingLog,
): Promise<void> {
  const { store, root, emit, dryRun } = task;
  const before = rootId === null ? [] : listExported(store, rootId, meetingId);
  const { plan, outgoing } = await planMeeting(task, meetingId, before);
  if (rootId !== null && !dryRun) {
    const noted = (files: readonly WrittenCopy[]): ExportedFile[] =>
      files.map((file) => ({ ...file, version: root.versionOf(meetingId, file.name) }));
    if (outgoing.length > 0) {
      expectExported(store, { rootId, meetingId, files: noted(plan.write) });
      log.note(meetingId, outgoing);
      await root.put(meetingId, outgoing);
    }
    confirmExported(store, { rootId, meetingId, files: noted([...plan.write, ...plan.current]) });
  }
  for (const { isNew } of plan.write) counts[isNew ? 'new' : 'changed']++;
  counts.same += plan.current.length;
  counts.sent += outgoing.reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (const { name, beside } of plan.kept) {
    counts.kept++;
    const path = (of: string) => `${root.place}/${meetingId}/${of}`;
    emit({ kind: 'export-kept', path: path(name), beside: beside === null ? null : path(beside) });
  }
}

interface LeavingLog {
  note(meetingId: string, files: readonly OutgoingFile[]): void;
  finish(): void;
}

/** The log of what leaves, which has an entry once something does. */
function keepLog({ store, root, context }: ArtifactExport): LeavingLog {
  const destination = root.endpoint ? `${root.place} at ${root.endpoint}` : root.place;
  let entry: number | null = null;
  return {
    note(meetingId, files) {
      entry ??= beginLeaving(store, {
        command: 'export artifacts',
        destination,
        voiceprints: false,
        now: context.now(),
      });
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
      noteLeaving(store, entry, { meetingIds: [meetingId], items: files.length, bytes });
    },
    finish: () => void (entry === null || finishLeaving(store, entry, context.now())),
  };
}

/** What is to be put of a meeting, with its bytes. A file in the store that is not what it should be is written again. */
async function planMeeting(
  { store, root, context, dryRun }: ArtifactExport,
  meetingId: string,
  before: readonly ExportedFile[],
): Promise<{ readonly plan: CopyPlan; readonly outgoing: readonly OutgoingFile[] }> {
  for (let repaired = false; ; repaired = true) {
    const artifacts = listArtifacts(store, meetingId);
    const plan = await planCopy((name) => root.look(meetingId, name, before), artifacts, before, {
      complete: true,
      wasWritten: (hash) => root.isOurs(hash),
    });
    if (dryRun) return { plan, outgoing: [] };
    const outgoing = store.key
      ? await renderArtifacts(store, meetingId, artifacts, plan.write)
      : await readArtifacts(join(artifactRoot(context.folders), meetingId), plan.write);
    if (outgoing) return { plan, outgoing };
    if (repaired)
      throw new ScribeError(
        'OUTPUT',
        `Exporting the meeting ${shortId(meetingId)} failed: its transcripts change all the time.`,
        {
          hint: 'Wait until no other scribe is at work, then run the same command again.',
        },
      );
    write(store, 'noting that files are out of date', () => oweRendering(store, meetingId));
    await payDebt(store, meetingId, context);
  }
}

/** Null: one of them is missing, or does not have the bytes that were planned. */
async function readArtifacts(
  folder: string,
  files: readonly WrittenCopy[],
): Promise<readonly OutgoingFile[] | null> {
  const outgoing: OutgoingFile[] = [];
  for (const { name, type, sha256: planned } of files) {
    const bytes = await readFile(join(folder, type)).catch((cause: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return null;
      throw cause;
    });
    if (!bytes || sha256(bytes) !== planned) return null;
    outgoing.push({ name, bytes, sha256: planned });
  }
  return outgoing;
}

/** The same of an encrypted store, which keeps no files. */
async function renderArtifacts(
  store: Store,
  meetingId: string,
  artifacts: readonly Artifact[],
  files: readonly WrittenCopy[],
): Promise<readonly OutgoingFile[] | null> {
  const style = artifacts[0]?.style;
  if (!style) return null;
  const names = formatsOf(files.map(({ type }) => type));
  const rendered = await renderOnce(loadMeeting(store, meetingId))(style, names);
  const outgoing = files.flatMap(({ name, type, sha256: planned }) => {
    const bytes = rendered.find((each) => each.type === type)?.bytes;
    return bytes && sha256(bytes) === planned ? [{ name, bytes, sha256: planned }] : [];
  });
  return outgoing.length === files.length ? outgoing : null;
}

/** Removes what this store has put of meetings that are gone, unless somebody has changed it since. */
async function removeOutdated(
  { store, root, signal, emit, dryRun }: ArtifactExport,
  rootId: number,
  counts: Counts,
): Promise<void> {
  for (let after = { meetingId: '', name: '' }; ; ) {
    const files = listOutdatedExports(store, rootId, after, batchSize);
    if (files.length === 0) return;
    await inParallel(files, together, signal, async ({ meetingId, name }) => {
      const before = listExported(store, rootId, meetingId).filter((file) => file.name === name);
      const standing = await root.look(meetingId, name, []);
      const isOurs = standing.kind === 'file' && before.some((file) => file.sha256 === standing.sha256);
      if (isOurs) {
        if (!dryRun) await root.remove(meetingId, name);
        counts.removed++;
      } else if (standing.kind !== 'nothing') {
        counts.kept++;
        emit({ kind: 'export-kept', path: `${root.place}/${meetingId}/${name}`, beside: null });
      }
      if (!dryRun) forgetExported(store, rootId, meetingId, name);
    });
    after = files[files.length - 1];
  }
}
