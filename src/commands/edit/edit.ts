import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { describeRecord } from '../../edits/describe-edits.js';
import { writeForm } from '../../edits/form.js';
import { ScribeError } from '../../errors.js';
import { replaceFile } from '../../platform/replace-file.js';
import { chosenEditor, runEditor } from '../../platform/run-editor.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine, writeText } from '../../report/output.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { applyForm } from './apply-form.js';
import { currentForm } from './current-form.js';
import { type ReplaceFlags, replaceEverywhere } from './replace.js';

export interface EditOptions {
  readonly print?: boolean;
  /** Path of an edited form; `-`: standard input. */
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly replace?: readonly string[];
}

/** `scribe edit ID`: the transcript as a form in an editor, or with `--print` and `--from` for scripts. */
export async function edit(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { replace, ...options }: EditOptions & Omit<ReplaceFlags, 'replace'>,
): Promise<void> {
  const { print, from, dryRun = false } = options;
  if (replace && (print || from !== undefined))
    throw new ScribeError('USAGE', 'Reading the flags: --replace cannot be used with --print or --from.', {
      hint: 'Replace first, then print or edit the text.',
    });
  if (replace) return replaceEverywhere(context, idOrPrefix, { ...options, replace });
  if (idOrPrefix === undefined || options.allMeetings)
    throw new ScribeError('USAGE', 'Editing a transcript needs the id of one meeting.', {
      hint: 'For instance: scribe edit last',
    });
  if (print && (from !== undefined || dryRun))
    throw new ScribeError('USAGE', 'Reading the flags: --print cannot be used with --from or --dry-run.', {
      hint: 'First --print into a file, then --from that file.',
    });
  const { meetingId, text } = await withStore(context, (store) => {
    const id = resolveMeetingId(store, idOrPrefix);
    return { meetingId: id, text: writeForm(currentForm(store, id).form) };
  });
  if (print) return writeText(context.out, text);
  if (from !== undefined) return take(context, { meetingId, text: readGiven(from), from, dryRun });
  return inEditor(context, meetingId, text, dryRun);
}

function readGiven(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ScribeError('USAGE', `Reading ${path} failed: ${reason}.`, {
      hint: 'Make the file with `scribe edit ID --print > t.md`.',
      cause,
    });
  }
}

/** The text of a form that has mistakes, or whose editor failed, stays here and is opened again. */
export const keptForm = (home: string, meetingId: string): string =>
  join(home, 'edits', `${shortId(meetingId)}.md`);

async function inEditor(
  context: CommandContext,
  meetingId: string,
  text: string,
  dryRun: boolean,
): Promise<void> {
  const editor = chosenEditor(context.environment);
  if (editor === null)
    throw new ScribeError(
      'USAGE',
      'Editing the transcript failed: neither VISUAL nor EDITOR names an editor.',
      {
        hint: `Set one, for instance EDITOR=nano; or edit a file: scribe edit ${shortId(meetingId)} --print > t.md, then --from t.md.`,
      },
    );
  const path = keptForm(context.folders.home, meetingId);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const kept = readKept(path);
  if (kept !== null)
    writeLine(
      context.err,
      `The text that was kept in ${path} is opened again; delete the file to begin anew.`,
    );
  else replaceFile(path, text, 0o600);
  for (;;) {
    await runEditor(editor, path);
    try {
      await take(context, { meetingId, text: readFileSync(path, 'utf8'), from: path, dryRun });
      break;
    } catch (error) {
      if (!(error instanceof ScribeError && error.code === 'USAGE')) throw error;
      if (!context.confirm) throw error;
      writeLine(context.err, error.message);
      if (!(await context.confirm('Open the text again?'))) throw error;
    }
  }
  if (!dryRun) rmSync(path, { force: true });
}

function readKept(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Reads an edited form, and says what came of it. */
async function take(context: CommandContext, given: Parameters<typeof applyForm>[2]): Promise<void> {
  return withStore(context, async (store) => {
    const { meetingId, dryRun } = given;
    const { operationId, summary, changedMeanwhile, ...changed } = applyForm(store, context, given);
    const { copies, also } = dryRun ? { copies: [], also: '' } : await writeAgain(context, store);
    if (context.json)
      return printJson(context, {
        meetingId,
        dryRun,
        operation: operationId,
        changedMeanwhile,
        ...changed,
        copies,
      });
    if (changedMeanwhile > 0)
      writeLine(
        context.err,
        `note: ${counted(changedMeanwhile, 'place')} changed in the store since the text was made; what is there now stays.`,
      );
    if (summary === '') return writeLine(context.out, 'Nothing was changed.');
    if (dryRun) for (const record of changed.records) writeLine(context.out, describeRecord(record));
    const sentence = `${summary[0].toUpperCase()}${summary.slice(1)}`;
    writeLine(context.out, dryRun ? `Not done (--dry-run): ${summary}.` : `${sentence}${also}.`);
  });
}
