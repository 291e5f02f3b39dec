import { makeInsights } from '../../artifacts/refresh-insights.js';
import type { CommandContext } from '../../context.js';
import type { ActionItem, Claim, Insights } from '../../domain/insights.js';
import { type Meeting, shortId, speakerName, spokenLanguages } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { withoutCues } from '../../insights/cues/cues-of.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine, writeLines } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { loadInsights } from '../../store/insights.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { areInsightsCurrent } from '../../store/save-insights.js';
import type { Store } from '../../store/store.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface InsightOptions {
  readonly all?: boolean;
  readonly again?: boolean;
  /** A language model writes them: of a server that the settings know as well when this is its address. */
  readonly llm?: boolean | string;
}

/** `scribe insights [ID] [--again] [--llm]`, `scribe insights --all` */
export async function showInsights(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { all, again = false, ...options }: InsightOptions,
): Promise<void> {
  if ((idOrPrefix === undefined) !== Boolean(all))
    throw new ScribeError('USAGE', 'Insights are those of one meeting, or with --all of every meeting.', {
      hint: 'For instance: scribe insights last',
    });
  const llm = Boolean(options.llm);
  if (llm && (all || again))
    throw new ScribeError('USAGE', 'Reading the flags: --llm writes the insights of one meeting anew.', {
      hint: 'For instance: scribe insights last --llm',
    });
  return withStore(context, async (store) => {
    if (idOrPrefix === undefined) return makeAll(context, store, again);
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, meetingId);
    const before = loadInsights(store, meetingId);
    if (again || before === null) await makeInsights(store, meetingId, context);
    const byModel = llm ? await import('./write-with-model.js') : null;
    const dropped = (await byModel?.writeWithModel(context, store, meetingId)) ?? [];
    await writeAgain(context, store);
    const insights = loadInsights(store, meetingId);
    const isExtracted = insights?.origin === 'extractive';
    const uncovered = isExtracted ? withoutCues(spokenLanguages(meeting)) : [];
    const current = areInsightsCurrent(store, meetingId);
    if (context.json)
      return printJson(context, {
        meetingId,
        current,
        ...insights,
        languagesWithoutCues: uncovered,
        ...(llm && { dropped }),
      });
    if (!insights)
      return writeLine(context.out, `Nothing is said in "${meeting.title}" that could be summed up.`);
    printInsights(context, meeting, insights);
    byModel?.tellDropped(context, dropped);
    if (!current)
      writeLine(
        context.err,
        'note: the transcript has changed since these were written; --again makes others of it.',
      );
    if (uncovered.length > 0)
      writeLine(
        context.err,
        `note: decisions, risks and action items are not looked for in ${uncovered.join(', ')}: no phrases are known for them.`,
      );
  });
}

async function makeAll(context: CommandContext, store: Store, again: boolean): Promise<void> {
  const made: string[] = [];
  for (const { id } of listMeetings(store, { status: 'completed' })) {
    context.signal.throwIfAborted();
    if (!again && areInsightsCurrent(store, id)) continue;
    if (!again && loadInsights(store, id)?.origin.startsWith('llm:')) continue;
    await makeInsights(store, id, context);
    made.push(id);
  }
  const { also } = await writeAgain(context, store);
  if (context.json) return printJson(context, { made });
  writeLine(context.out, `Insights of ${counted(made.length, 'meeting')} were made${also}.`);
}

function printInsights({ out }: CommandContext, meeting: Meeting, insights: Insights): void {
  const place = ({ start, turnIds }: Pick<Claim, 'start' | 'turnIds'>) =>
    (start === 0 && turnIds.length === 0 ? '' : formatClock(start, 'short')).padStart(8);
  const claim = (each: Claim) =>
    `${place(each)}  ${each.clusterId === null ? '' : `${speakerName(meeting, each.clusterId)}: `}${each.text}`;
  const item = (action: ActionItem) => {
    const owner =
      action.ownerClusterId === null ? action.ownerName : speakerName(meeting, action.ownerClusterId);
    const facts = [owner, action.dueDate && `due ${action.dueDate}`, action.taskId && shortId(action.taskId)];
    const box = action.status === 'completed' ? '[x]' : '[ ]';
    return `${place(action)}  ${box} ${action.text} (${facts.filter(Boolean).join(', ')})`;
  };
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Summary', insights.summary.map(claim)],
    ['Key points', insights.keyPoints.map(claim)],
    ['Decisions', insights.decisions.map(claim)],
    ['Action items', insights.actionItems.map(item)],
    ['Questions', insights.questions.map(claim)],
    ['Risks', insights.risks.map(claim)],
    [
      'Chapters',
      insights.chapters.map(({ title, start }) => `${formatClock(start, 'short').padStart(8)}  ${title}`),
    ],
    ['Topics', insights.topics.length > 0 ? [`  ${insights.topics.join(', ')}`] : []],
  ];
  writeLine(out, meeting.title);
  for (const [title, lines] of parts) if (lines.length > 0) writeLines(out, ['', title, ...lines]);
}
