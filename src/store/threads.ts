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
