import type { Answer } from '../../ask/answer-question.js';
import type { Scope } from '../../ask/gather-passages.js';
import type { Exchange } from '../../ask/prompt.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeLine, writeText } from '../../report/output.js';
import type { Store } from '../../store/store.js';
import {
  addExchange,
  listMessages,
  listThreads,
  listTurnMetrics,
  type ThreadSummary,
} from '../../store/threads.js';
import { withStore } from '../with-store.js';

/** `scribe ask --threads` */
export async function printThreads(context: CommandContext): Promise<void> {
  return withStore(context, (store) => {
    const threads = listThreads(store);
    if (context.json) return printJson(context, threads);
    if (threads.length === 0) return writeLine(context.err, 'No question has been answered yet.');
    printTable(
      context,
      ['ID', 'LAST', 'QUESTIONS', 'ABOUT', 'FIRST QUESTION'],
      threads.map(({ id, lastAt, questions, scope, about, question }) => [
        shortId(id),
        lastAt.slice(0, 16).replace('T', ' '),
        String(questions),
        scope === 'all' ? 'all meetings' : about,
        question,
      ]),
    );
  });
}

/** `scribe ask --thread ID` without a question: what was asked and answered there. */
export async function printThread(context: CommandContext, idOrEnd: string): Promise<void> {
  return withStore(context, (store) => {
    const thread = requireThread(store, idOrEnd);
    const messages = listMessages(store, thread.id);
    if (context.json)
      return printJson(context, { ...thread, messages, metrics: listTurnMetrics(store, thread.id) });
    for (const { role, content } of messages)
      writeText(context.out, role === 'user' ? `> ${content}\n\n` : `${content}\n\n`);
  });
}

/**
 * The thread that somebody means by its id or the end of one; without either, the one that was used last.
 * @throws ScribeError USAGE when there is none, or several could be meant.
 */
export function requireThread(store: Store, given: string | undefined): ThreadSummary {
  const threads = listThreads(store);
  const plain = given?.replaceAll('-', '').toLowerCase();
  const found = threads.filter(
    ({ id }) => plain === undefined || (plain !== '' && id.replaceAll('-', '').endsWith(plain)),
  );
  if (found.length === 1 || (found.length > 1 && given === undefined)) return found[0];
  const why =
    found.length > 1 ? 'several end like that' : given === undefined ? 'there is none yet' : 'there is none';
  throw new ScribeError(
    'USAGE',
    `Looking for the thread${given === undefined ? '' : ` "${given}"`} failed: ${why}.`,
    {
      hint: 'Run `scribe ask --threads` to see them.',
    },
  );
}

export function scopeOfThread({ scope, contextId, about }: ThreadSummary): Scope {
  if (scope === 'all') return { kind: 'all' };
  return scope === 'meeting'
    ? { kind: 'meeting', meetingId: contextId }
    : { kind: 'person', profileId: contextId, name: about };
}

/** What was asked in a thread and what was answered, oldest first. */
export function exchangesOf(store: Store, threadId: string): Exchange[] {
  const messages = listMessages(store, threadId);
  return messages.flatMap(({ role, content }, i) => {
    const answer = messages[i + 1];
    return role === 'user' && answer?.role === 'assistant'
      ? [{ question: content, answer: answer.content }]
      : [];
  });
}

/**
 * Keeps a question and its answer.
 * @returns the id of the thread; null: a question about everything whose answer cites nothing belongs nowhere.
 */
export function keepExchange(
  store: Store,
  { newId, now }: CommandContext,
  exchange: {
    readonly thread: ThreadSummary | null;
    readonly scope: Scope;
    readonly question: string;
    readonly answer: Answer;
  },
): string | null {
  const { thread, scope, question, answer } = exchange;
  const begin = thread ? null : contextOf(scope, answer);
  if (!thread && !begin) return null;
  const threadId = thread?.id ?? newId();
  addExchange(store, {
    threadId,
    begin,
    scope: scope.kind,
    question,
    answer: answer.text,
    citations: answer.citations.map(({ number, meetingId, turnId }) => ({ number, meetingId, turnId })),
    metrics: { ...answer.usage, latencyMs: answer.latencyMs, classification: answer.outcome },
    newId,
    now: now(),
  });
  return threadId;
}

/** A question about everything goes with the meeting that answers it. */
function contextOf(scope: Scope, { citations }: Answer) {
  if (scope.kind === 'meeting') return { contextType: 'MEETING', contextId: scope.meetingId } as const;
  if (scope.kind === 'person') return { contextType: 'PERSON', contextId: scope.profileId } as const;
  return citations.length > 0
    ? ({ contextType: 'MEETING', contextId: citations[0].meetingId } as const)
    : null;
}
