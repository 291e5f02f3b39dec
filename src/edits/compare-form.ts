import { oneLine } from '../domain/visible-text.js';
import { compareBlocks } from './compare-blocks.js';
import { digest, type EditForm, partsOf } from './form.js';
import type { FormProblem, ReadForm } from './read-form.js';
import type { EditableTurn, TranscriptEdit } from './transcript-edit.js';

/** What somebody changed in a form. */
export interface FormChanges {
  readonly edits: readonly TranscriptEdit[];
  /** Null: it stays. */
  readonly title: string | null;
  /** As it was typed, with its line; null: it stays. */
  readonly date: { readonly line: number; readonly value: string } | null;
  /** By cluster; an empty name takes the name away. */
  readonly names: readonly { readonly clusterId: string; readonly name: string }[];
  /** Any: nothing is to be changed. */
  readonly problems: readonly FormProblem[];
  /** Places that the store changed since the form was written, and its writer did not. */
  readonly changedMeanwhile: number;
}

/**
 * What an edited form changes of the transcript as it is now. What neither side changed, or both in the same way, is left
 * alone; what both changed differently is a problem. Pure.
 *
 * @param current the form of the transcript as it is now.
 * @param turns those of the form, in the same order.
 */
export function compareForm(read: ReadForm, current: EditForm, turns: readonly EditableTurn[]): FormChanges {
  const problems: FormProblem[] = [...read.problems];
  const nothing = { edits: [], title: null, date: null, names: [], changedMeanwhile: 0 };
  if (read.state === null || problems.length > 0) return { ...nothing, problems };
  if (read.meetingId !== current.meetingId)
    return { ...nothing, problems: [{ line: 1, problem: 'this is the form of another meeting' }] };
  const was = read.state;
  const is = partsOf(current);
  let changedMeanwhile = 0;
  const changed = (
    field: { readonly line: number; readonly value: string } | null,
    what: string,
    old: string | undefined,
    now: string,
  ): boolean => {
    if (!field) return false;
    const mine = digest(field.value) !== old;
    const theirs = digest(now) !== old;
    if (!mine && theirs) changedMeanwhile++;
    if (!mine || field.value === now) return false;
    if (!theirs) return true;
    problems.push({
      line: field.line,
      problem: `${what} was changed in the store meanwhile: it is "${now}" now`,
    });
    return false;
  };
  const title = changed(read.title, 'the title', was.title, current.title)
    ? oneLine(read.title!.value)
    : null;
  if (title === '') problems.push({ line: read.title!.line, problem: 'the title is empty' });
  const date = changed(read.date, 'the date', was.date, current.date) ? read.date : null;
  const names = [...read.names].flatMap(([clusterId, field]) => {
    const speaker = current.speakers.find((each) => each.clusterId === clusterId);
    if (!speaker) {
      problems.push({ line: field.line, problem: `there is no speaker ${clusterId}` });
      return [];
    }
    return changed(field, `the name of ${clusterId}`, was.names.get(clusterId), speaker.name)
      ? [{ clusterId, name: oneLine(field.value) }]
      : [];
  });
  const compared = compareBlocks(read, current, turns, was.turns === is.turns);
  return {
    edits: compared.edits,
    title,
    date,
    names,
    problems: [...problems, ...compared.problems].sort((a, b) => a.line - b.line),
    changedMeanwhile: changedMeanwhile + compared.changedMeanwhile,
  };
}
