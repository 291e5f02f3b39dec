import { counted } from '../report/describe.js';
import type { CopyReport } from './copy-report.js';

/** What a person must know about copies, one sentence each: which were kept, are missing, or are out of date. */
export function copyWarnings(reports: readonly CopyReport[]): string[] {
  return reports.flatMap(({ folder, kept, missing, problem }) => [
    ...kept.map(({ path, beside }) =>
      beside === null
        ? `${path} was changed by hand and is kept as it is.`
        : `${path} was changed by hand and is kept as it is; the new transcript is ${beside}.`,
    ),
    ...(missing.length > 0 ? [describeMissing(folder, missing)] : []),
    ...(problem === null ? [] : [`The copies in ${folder} are out of date. ${problem}`]),
  ]);
}

function describeMissing(folder: string, missing: readonly string[]): string {
  const what =
    missing[0] === folder
      ? `The copies in ${folder} are`
      : `${counted(missing.length, 'file')} in ${folder} ${missing.length === 1 ? 'is' : 'are'}`;
  return `${what} missing and not made again; what was moved elsewhere is out of date.`;
}

/** How many copies were written again, for a sentence: ` and 5 files made with --out`; nothing when there were none. */
export function writtenCopies(reports: readonly CopyReport[]): string {
  const written = reports.reduce((sum, report) => sum + report.written, 0);
  return written > 0 ? ` and ${counted(written, 'file')} made with --out` : '';
}
