import type { CommandContext } from '../../context.js';
import { parseIsoDate } from '../../domain/date-in-name.js';
import { type RecordedAt, resolveDate } from '../../domain/recorded-at.js';
import { compareForm, type FormChanges } from '../../edits/compare-form.js';
import { describeEdits } from '../../edits/describe-edits.js';
import { editAll } from '../../edits/edit-turns.js';
import { type FormProblem, readForm } from '../../edits/read-form.js';
import type { EditRecord } from '../../edits/transcript-edit.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { applyEdits } from '../../store/edits.js';
import { editTranscript } from '../../store/inherit-fields.js';
import { setFields } from '../../store/meeting-fields.js';
import { recordOperation } from '../../store/operations.js';
import { setRecordedAt } from '../../store/recordings.js';
import type { Store } from '../../store/store.js';
import { setName } from '../meetings/name.js';
import { currentForm } from './current-form.js';

export interface AppliedForm {
  /** Null: nothing was changed. */
  readonly operationId: number | null;
  /** What was changed, or would be: `changed the title and 2 passages`; empty: nothing. */
  readonly summary: string;
  readonly title: string | null;
  readonly date: string | null;
  readonly names: FormChanges['names'];
  readonly records: readonly EditRecord[];
  readonly changedMeanwhile: number;
}

/**
 * Changes a meeting to what an edited form says, as one operation.
 *
 * @param from where the form was read, for the error.
 * @throws ScribeError USAGE when the form has mistakes: all of them are named by their lines, and nothing is changed.
 */
export function applyForm(
  store: Store,
  context: CommandContext,
  applied: {
    readonly meetingId: string;
    readonly text: string;
    readonly from: string;
    readonly dryRun: boolean;
  },
): AppliedForm {
  const { meetingId, text, from, dryRun } = applied;
  const { newId } = context;
  const now = context.now();
  const read = readForm(text);
  const plan = () => {
    const { form, turns } = currentForm(store, meetingId);
    const changes = compareForm(read, form, turns);
    const date = changes.date && readDate(changes.date, context);
    const problems = [...changes.problems, ...(date && 'problem' in date ? [date] : [])];
    if (problems.length > 0) throw mistakes(from, problems);
    const { records } = editAll(turns, changes.edits, { newId, confidence: 1 });
    const { title, names, changedMeanwhile } = changes;
    const recorded = date && 'at' in date ? date : null;
    const summary = describeChanges(records, title, recorded, names.length);
    return {
      changes,
      recorded,
      title: form.title,
      result: { summary, title, date: recorded?.at ?? null, names, records, changedMeanwhile },
    };
  };
  if (dryRun) return { operationId: null, ...plan().result };
  const { result, operationId } = recordOperation(
    store,
    {
      kind: editTranscript,
      doing: 'editing the transcript',
      summary: (made) => `${made.result.summary} in "${made.title}"`,
      meetingId,
      now,
    },
    () => {
      const made = plan();
      const { edits, title, names } = made.changes;
      applyEdits(store, { meetingId, edits, source: 'person', newId, now });
      for (const { clusterId, name } of names)
        setName(store, context, { meetingId, clusterId }, name === '' ? undefined : name);
      if (title !== null) setFields(store, { meetingId, fields: { title }, newId, now });
      if (made.recorded) setRecordedAt(store, meetingId, made.recorded);
      return made;
    },
  );
  return { operationId, ...result.result };
}

function readDate(
  { line, value }: NonNullable<FormChanges['date']>,
  { zone, now }: CommandContext,
): RecordedAt | FormProblem {
  const date = parseIsoDate(value);
  const recorded = date && resolveDate(date, 'option', zone);
  if (!recorded)
    return {
      line,
      problem: `the date "${value}" is not one in ISO 8601, such as 2024-05-06 or 2024-05-06T14:30`,
    };
  return recorded.at > now() ? { line, problem: `the date ${value} is in the future` } : recorded;
}

function mistakes(from: string, problems: readonly FormProblem[]): ScribeError {
  const listed = problems.slice(0, 20).map(({ line, problem }) => `line ${line}: ${problem}`);
  const more = problems.length > 20 ? `; and ${problems.length - 20} more` : '';
  return new ScribeError(
    'USAGE',
    `Reading ${from} failed, and nothing was changed; ${counted(problems.length, 'mistake')}: ${listed.join('; ')}${more}.`,
    { hint: 'Mend the text, then read it again with --from.' },
  );
}

function describeChanges(
  records: readonly EditRecord[],
  title: string | null,
  date: RecordedAt | null,
  names: number,
): string {
  return [
    describeEdits(records),
    names === 0 ? '' : `named ${counted(names, 'speaker')}`,
    title === null ? '' : 'changed the title',
    date === null ? '' : 'changed the date',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
