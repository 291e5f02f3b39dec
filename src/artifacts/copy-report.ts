import { join } from 'node:path';
import type { CopyPlan, WrittenCopy } from './plan-copy.js';

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

/** Files that are as they are to be once a plan is carried out. */
export const filesOf = ({ write: written, current }: CopyPlan): readonly WrittenCopy[] => [
  ...written,
  ...current,
];

/** Of a folder of which nothing is known to be current. */
export function nothingIn(folder: string): CopyReport {
  return { folder, current: [], written: 0, kept: [], missing: [], problem: null, owed: false };
}

/** Of a folder in which a plan was carried out. */
export function reportOf(folder: string, plan: CopyPlan): CopyReport {
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
