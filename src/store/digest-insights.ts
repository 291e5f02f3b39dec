import { isDeepStrictEqual } from 'node:util';
import type { Claim, Insights } from '../domain/insights.js';
import { loadInsights } from './insights.js';
import { type Store, write } from './store.js';

/**
 * Writes what other systems read of the insights, texts without places, as they stand: `meetings.summary`,
 * `meetings.key_points` and the lists of `analytics`. Tasks and markers of people are among them. To be called after
 * whatever changes those.
 *
 * @returns whether anything changed.
 */
export function digestInsights(
  store: Store,
  { meetingId, now }: { readonly meetingId: string; readonly now: string },
): boolean {
  return write(store, 'writing the digest of the insights', () => {
    const insights = loadInsights(store, meetingId) ?? noInsights;
    const texts = (list: readonly Claim[]) => JSON.stringify(list.map(({ text }) => text));
    const { changes } = store
      .sql(
        `UPDATE meetings SET summary = @summary, key_points = @keyPoints, updated_at = @now
         WHERE id = @meetingId AND (summary, key_points) IS NOT (@summary, @keyPoints)`,
      )
      .run({
        meetingId,
        now,
        summary: insights.summary.map(({ text }) => text).join(' ') || null,
        keyPoints: texts(insights.keyPoints),
      });
    const lists = {
      key_topics: insights.topics,
      action_items_summary: insights.actionItems.map(
        ({ text, ownerClusterId, ownerName, dueDate, status }) => ({
          text,
          owner: ownerClusterId ?? ownerName,
          due: dueDate,
          status,
        }),
      ),
      decisions_made: insights.decisions.map(({ text }) => text),
    };
    const row = store
      .sql<Record<'analysis_status' | keyof typeof lists, string | null>>(
        `SELECT analysis_status, key_topics, action_items_summary, decisions_made FROM analytics
         WHERE meeting_id = ?`,
      )
      .get(meetingId);
    if (!row) return changes > 0;
    const { analysis_status, ...before } = row;
    // Postgres gives the keys of an object back in another order, which is no change.
    const said = Object.fromEntries(
      Object.entries(before).map(([name, text]) => [name, text === null ? null : JSON.parse(text)]),
    );
    if (analysis_status === 'completed' && isDeepStrictEqual(said, lists)) return changes > 0;
    // A state is left before it is entered again.
    store.sql(`UPDATE analytics SET analysis_status = 'processing' WHERE meeting_id = ?`).run(meetingId);
    store
      .sql(
        `UPDATE analytics SET analysis_status = 'completed', key_topics = @key_topics,
           action_items_summary = @action_items_summary, decisions_made = @decisions_made, updated_at = @now
         WHERE meeting_id = @meetingId`,
      )
      .run({
        meetingId,
        now,
        ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, JSON.stringify(list)])),
      });
    return true;
  });
}

/** Of a meeting in which nothing is said. */
const noInsights: Pick<Insights, 'summary' | 'keyPoints' | 'decisions' | 'actionItems' | 'topics'> = {
  summary: [],
  keyPoints: [],
  decisions: [],
  actionItems: [],
  topics: [],
};
