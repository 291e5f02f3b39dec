import type { WordOf } from '../domain/state-machines.js';
import { read, type Store, write } from './store.js';

/*
 * Questions about a meeting or a person, asked of a language model: a thread holds messages, and one row of numbers for
 * each turn. The database refuses a thread about nobody, and a second row for a turn.
 */

export function beginThread(
  store: Store,
  thread: {
    readonly id: string;
    readonly contextType: WordOf<'ai_threads.context_type'>;
    /** Id of a meeting or of a profile. */
    readonly contextId: string;
    readonly userId?: string;
    /** UTC ISO-8601. */
    readonly now: string;
  },
): void {
  write(store, 'beginning the thread', () => {
    store
      .sql(
        `INSERT INTO ai_threads (id, user_id, context_type, context_id, created_at)
         VALUES (@id, @userId, @contextType, @contextId, @now)`,
      )
      .run({ userId: null, ...thread });
  });
}

interface Message {
  readonly id: string;
  readonly threadId: string;
  readonly role: WordOf<'chat_messages.role'>;
  readonly content: string;
  /** What the model asked tools for, as it said it; null: nothing. */
  readonly toolCalls: unknown;
}

export function addMessage(store: Store, message: Message & { readonly now: string }): void {
  const toolCalls = message.toolCalls === null ? null : JSON.stringify(message.toolCalls);
  write(store, 'adding the message', () => {
    store
      .sql(
        `INSERT INTO chat_messages (id, thread_id, role, content, tool_calls, created_at)
         VALUES (@id, @threadId, @role, @content, @toolCalls, @now)`,
      )
      .run({ ...message, toolCalls });
  });
}

/**
 * Writes something else in place of names, wherever they stand in questions and answers. To be called inside `write`.
 * @param isNamed finds the names; global.
 */
export function renameInMessages(store: Store, isNamed: RegExp, instead: string): void {
  const rows = store
    .sql<{ id: string; content: string; toolCalls: string | null }>(
      'SELECT id, content, tool_calls AS toolCalls FROM chat_messages',
    )
    .all();
  const save = store.sql('UPDATE chat_messages SET content = ?, tool_calls = ? WHERE id = ?');
  for (const { id, content, toolCalls } of rows) {
    const left = [content, toolCalls].map((text) => text?.replace(isNamed, instead) ?? null);
    if (left[0] !== content || left[1] !== toolCalls) save.run(...left, id);
  }
}

/** The messages of a thread, in the order in which they were said. */
export function listMessages(store: Store, threadId: string): readonly Message[] {
  return read(store, 'listing the messages', () =>
    store
      .sql<Message & { readonly toolCalls: string | null }>(
        `SELECT id, thread_id AS threadId, role, content, tool_calls AS toolCalls FROM chat_messages
         WHERE thread_id = ? ORDER BY created_at, id`,
      )
      .all(threadId)
      .map((row) => ({ ...row, toolCalls: row.toolCalls === null ? null : JSON.parse(row.toolCalls) })),
  );
}

/** What one turn of a thread took; null: not known. */
interface TurnMetrics {
  readonly threadId: string;
  /** From 0. */
  readonly turnNumber: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly latencyMs: number | null;
  readonly classification: string | null;
  /** When the turn ended, UTC ISO-8601. */
  readonly timestamp: string;
}

export function addTurnMetrics(store: Store, metrics: TurnMetrics & { readonly id: string }): void {
  write(store, 'adding the numbers of the turn', () => {
    store
      .sql(
        `INSERT INTO turn_metrics (id, thread_id, turn_number, input_tokens, output_tokens, cached_tokens, latency_ms,
           classification, timestamp)
         VALUES (@id, @threadId, @turnNumber, @inputTokens, @outputTokens, @cachedTokens, @latencyMs, @classification,
           @timestamp)`,
      )
      .run(metrics);
  });
}

/** What each turn of a thread took, in order. */
export function listTurnMetrics(store: Store, threadId: string): readonly TurnMetrics[] {
  return read(store, 'listing the numbers of the turns', () =>
    store
      .sql<TurnMetrics>(
        `SELECT thread_id AS threadId, turn_number AS turnNumber, input_tokens AS inputTokens,
                output_tokens AS outputTokens, cached_tokens AS cachedTokens, latency_ms AS latencyMs, classification,
                timestamp
         FROM turn_metrics WHERE thread_id = ? ORDER BY turn_number`,
      )
      .all(threadId),
  );
}

/** What a question was asked of: one meeting, what a person says, or everything. */
export type ThreadScope = 'meeting' | 'person' | 'all';

/** A turn that an answer cites, and the number by which it does. */
interface Cited {
  readonly number: number;
  readonly meetingId: string;
  readonly turnId: string;
}

/** Keeps a question, its answer and what that took, and begins the thread if need be. */
export function addExchange(
  store: Store,
  exchange: {
    readonly threadId: string;
    /** Null: the thread is there. */
    readonly begin: Pick<Parameters<typeof beginThread>[1], 'contextType' | 'contextId'> | null;
    readonly scope: ThreadScope;
    readonly question: string;
    readonly answer: string;
    readonly citations: readonly Cited[];
    readonly metrics: Omit<TurnMetrics, 'threadId' | 'turnNumber' | 'timestamp'>;
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { threadId, begin, scope, question, answer, citations, metrics, newId, now } = exchange;
  write(store, 'keeping the answer', () => {
    if (begin) beginThread(store, { id: threadId, ...begin, now });
    const common = { threadId, now };
    addMessage(store, { ...common, id: newId(), role: 'user', content: question, toolCalls: null });
    const toolCalls = [{ name: 'cite', arguments: { scope, citations } }];
    addMessage(store, { ...common, id: newId(), role: 'assistant', content: answer, toolCalls });
    const turnNumber = listTurnMetrics(store, threadId).length;
    addTurnMetrics(store, { ...metrics, id: newId(), threadId, turnNumber, timestamp: now });
  });
}

/** Removes the threads with an answer that cites a meeting: they repeat what was said there. To be called inside `write`. */
export function removeThreadsCiting(store: Store, meetingId: string): void {
  store
    .sql(
      `DELETE FROM ai_threads WHERE id IN (
         SELECT thread_id FROM chat_messages WHERE role = 'assistant' AND instr(tool_calls, ?) > 0)`,
    )
    .run(meetingId);
}

/** A thread as a list shows it. */
export interface ThreadSummary {
  readonly id: string;
  readonly scope: ThreadScope;
  /** Id of the meeting or profile that it is about; of everything: of the meeting that was cited first. */
  readonly contextId: string;
  /** Title of that meeting, or name of the person. */
  readonly about: string;
  /** The first question. */
  readonly question: string;
  /** How many questions were asked. */
  readonly questions: number;
  /** Of the last message, UTC ISO-8601. */
  readonly lastAt: string;
}

/** The threads with messages, the one that was used last first. */
export function listThreads(store: Store): readonly ThreadSummary[] {
  return read(store, 'listing the threads', () =>
    store
      .sql<ThreadSummary>(
        `SELECT a.id, a.context_id AS contextId, coalesce(m.title, p.display_name) AS about,
                coalesce((SELECT tool_calls ->> '$[0].arguments.scope' FROM chat_messages
                          WHERE thread_id = a.id AND role = 'assistant' ORDER BY created_at, id LIMIT 1),
                         lower(a.context_type)) AS scope,
                (SELECT content FROM chat_messages WHERE thread_id = a.id ORDER BY created_at, id LIMIT 1) AS question,
                (SELECT count(*) FROM chat_messages WHERE thread_id = a.id AND role = 'user') AS questions,
                (SELECT max(created_at) FROM chat_messages WHERE thread_id = a.id) AS lastAt
         FROM ai_threads a
         LEFT JOIN meetings m ON a.context_type = 'MEETING' AND m.id = a.context_id
         LEFT JOIN user_profiles p ON a.context_type = 'PERSON' AND p.id = a.context_id
         WHERE EXISTS (SELECT 1 FROM chat_messages WHERE thread_id = a.id)
         ORDER BY lastAt DESC, a.id DESC`,
      )
      .all(),
  );
}
