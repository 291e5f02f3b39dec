import type { CopyReport } from '../../artifacts/copy-report.js';
import { copyWarnings, writtenCopies } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId, speakerName } from '../../domain/meeting.js';
import type { Speaker } from '../../domain/speakers.js';
import { isRenamed, type LabelChange, type MeetingRelabel, planRelabel } from '../../ingest/plan-relabel.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { saveMatch } from '../../store/labels.js';
import type { MeetingSummary } from '../../store/list-meetings.js';
import { recordOperation } from '../../store/operations.js';
import type { Store } from '../../store/store.js';
import { withStore } from '../with-store.js';
import { type ChosenMeetings, chooseMeetings } from './choose-meetings.js';

interface Done {
  readonly operationId: number | null;
  readonly copies: readonly CopyReport[];
}

export interface RelabelOptions extends ChosenMeetings {
  readonly dryRun?: boolean;
}

/** `scribe relabel [ID...]`: the voices of past meetings are matched again, as one operation. */
export async function relabel(
  context: CommandContext,
  ids: readonly string[],
  options: RelabelOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const meetings = chooseMeetings(store, ids, options, context);
    // Outside of the write lock, where many comparisons are answered from memory; they still are when it is applied.
    const expected = planRelabel(store, meetings, context.settings.values);
    if (options.dryRun) return report(context, meetings, expected);
    const { plan, operationId } = applyRelabel(store, meetings, context);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    report(context, meetings, plan, { operationId, copies });
  });
}

/** Matches again and stores the result. The caller writes the files that are out of date by it (`payDebts`). */
export function applyRelabel(
  store: Store,
  meetings: readonly MeetingSummary[],
  { settings, now }: CommandContext,
): { readonly plan: readonly MeetingRelabel[]; readonly operationId: number | null } {
  const summary = (plan: readonly MeetingRelabel[]) =>
    `matched ${counted(meetings.length, 'meeting')} again: ${describeRenamed(plan)}`;
  const operation = { kind: 'relabel', doing: 'matching the meetings again', summary, meetingId: null };
  // Planned under the write lock, so that nobody confirms a name in between.
  const { result, operationId } = recordOperation(store, { ...operation, now: now() }, () => {
    const plan = planRelabel(store, meetings, settings.values);
    for (const { meeting, changes } of plan)
      for (const { after } of changes) saveMatch(store, meeting.id, after);
    return plan;
  });
  return { plan: result, operationId };
}

/** `3 names changed in 2 meetings`; for a dry run, `would change`. */
function describeRenamed(plan: readonly MeetingRelabel[], verb = 'changed'): string {
  const renamed = plan.map(({ changes }) => changes.filter(isRenamed).length).filter((count) => count > 0);
  const names = renamed.reduce((sum, count) => sum + count, 0);
  return names === 0
    ? `no name ${verb}`
    : `${counted(names, 'name')} ${verb} in ${counted(renamed.length, 'meeting')}`;
}

/** What was done; without `done`, what would be. */
function report(
  context: CommandContext,
  meetings: readonly MeetingSummary[],
  plan: readonly MeetingRelabel[],
  done?: Done,
): void {
  if (context.json)
    return printJson(context, {
      dryRun: done === undefined,
      operation: done?.operationId ?? null,
      matched: meetings.length,
      renderedMeetings: done ? plan.map(({ meeting }) => meeting.id) : [],
      changes: plan.flatMap(({ meeting, changes }) =>
        changes.map((change) => ({ meetingId: meeting.id, title: meeting.title, ...asJson(change) })),
      ),
      copies: done?.copies ?? [],
    });
  printRenamed(context, plan);
  writeLine(context.out, describeRelabel(meetings.length, plan, done));
}

/** `Matched 9 meetings again: 3 names changed in 2 meetings; 2 transcripts written again.` */
export function describeRelabel(meetings: number, plan: readonly MeetingRelabel[], done?: Done): string {
  const words = describeRenamed(plan, done ? 'changed' : 'would change');
  const written =
    done && plan.length > 0
      ? `; ${counted(plan.length, 'transcript')}${writtenCopies(done.copies)} written again`
      : '';
  return `Matched ${counted(meetings, 'meeting')} again: ${words}${written}.`;
}

/** The names that change, one a line. */
export function printRenamed(context: CommandContext, plan: readonly MeetingRelabel[]): void {
  const rows = plan.flatMap(({ meeting, changes }) =>
    changes
      .filter(isRenamed)
      .map(({ clusterId, before, after }) => [
        shortId(meeting.id),
        meeting.title,
        clusterId,
        describeLabel(clusterId, before),
        describeLabel(clusterId, after),
      ]),
  );
  if (rows.length > 0) printTable(context, ['MEETING', 'TITLE', 'SPEAKER', 'BEFORE', 'AFTER'], rows);
}

/** `Maya 0.81`; `Speaker 2` for nobody. */
function describeLabel(clusterId: string, speaker: Speaker | null): string {
  const name = speakerName({ speakers: speaker ? [speaker] : [] }, clusterId);
  return speaker?.profileId ? `${name} ${speaker.similarity.toFixed(2)}` : name;
}

const asJson = ({ clusterId, before, after }: LabelChange) => ({
  clusterId,
  renamed: isRenamed({ before, after }),
  before,
  after,
});
