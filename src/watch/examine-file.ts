import { lstatSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { whyPassedOver } from '../ingest/find-recordings.js';
import { fsPath, readableName } from '../platform/file-names.js';
import type { Store } from '../store/store.js';
import { type FileState, findWatched, type WatchedFile } from '../store/watched-files.js';
import { looksSame } from './settle.js';
import { isStandIn, whyUnfinished } from './unfinished.js';

/** What is to be done with a file. */
export type Verdict =
  /** Nothing: it is done, it has gone, or it is to be left alone. */
  | { readonly kind: 'leave' }
  /** It is no recording. */
  | { readonly kind: 'passed-over'; readonly reason: string }
  /** It failed and is tried again; milliseconds since 1970. */
  | { readonly kind: 'later'; readonly at: number }
  /** It is waited for until it does not change any more. `known`: what became of it when it looked otherwise. */
  | { readonly kind: 'take'; readonly known: WatchedFile | null };

export interface ExamineOptions {
  /** Absolute path of the watched folder. */
  readonly folder: string;
  /** Whether numbers of files last on this drive. */
  readonly numbered: boolean;
  /** Files that changed before this are left alone, UTC ISO-8601; null: none. */
  readonly since: string | null;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** Looks at one file from outside, and in what is known of it. @param path absolute. */
export async function examineFile(store: Store, path: string, options: ExamineOptions): Promise<Verdict> {
  const seen = statesOf(path, options.numbered);
  if (!seen) return { kind: 'leave' };
  const { entry, state } = seen;
  const verdict = judge(state, findWatched(store, readableName(path)), options);
  if (verdict.kind === 'leave') return verdict;
  const reason = whyUnfinished(basename(path)) ?? whyElsewhere(entry) ?? (await whyPassedOver(path, entry));
  return reason === null ? verdict : { kind: 'passed-over', reason };
}

const whyElsewhere = (entry: Stats): string | null =>
  isStandIn(entry, process.platform) ? 'a file whose content is not on this machine' : null;

/** What follows from how a file looks and what is known of its path. Pure. */
export function judge(
  state: FileState,
  known: WatchedFile | null,
  { since, now }: Pick<ExamineOptions, 'since' | 'now'>,
): Verdict {
  if (known && looksSame(state, known)) {
    if (known.outcome !== 'failed' || known.nextAttemptAt === null) return { kind: 'leave' };
    if (known.nextAttemptAt > now) return { kind: 'later', at: Date.parse(known.nextAttemptAt) };
    return { kind: 'take', known };
  }
  return since !== null && state.modifiedAt < since ? { kind: 'leave' } : { kind: 'take', known };
}

/** A file as it looks now, its link followed; null: there is none. */
export function stateOf(
  path: string,
  numbered: boolean,
): (FileState & { readonly changedAt: number }) | null {
  const seen = statesOf(path, numbered);
  return seen && { ...seen.state, changedAt: seen.changedAt };
}

function statesOf(path: string, numbered: boolean) {
  try {
    const entry = lstatSync(fsPath(path));
    const file = entry.isSymbolicLink() ? statSync(fsPath(path)) : entry;
    if (file.isDirectory()) return null;
    const state: FileState = {
      size: file.size,
      modifiedAt: new Date(Math.floor(file.mtimeMs)).toISOString(),
      inode: numbered ? String(file.ino) : null,
    };
    return { entry, state, changedAt: Math.max(file.mtimeMs, file.ctimeMs) };
  } catch {
    return null;
  }
}
