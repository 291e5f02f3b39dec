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
    const columns = {
      topics: JSON.stringify(insights.topics),
      items: JSON.stringify(
        insights.actionItems.map(({ text, ownerClusterId, ownerName, dueDate, status }) => ({
          text,
          owner: ownerClusterId ?? ownerName,
          due: dueDate,
          status,
        })),
      ),
      decisions: texts(insights.decisions),
    };
    // A state is left before it is entered again.
    const begun = store
      .sql(
        `UPDATE analytics SET analysis_status = 'processing' WHERE meeting_id = @meetingId
           AND (analysis_status, key_topics, action_items_summary, decisions_made)
             IS NOT ('completed', @topics, @items, @decisions)`,
      )
      .run({ meetingId, ...columns });
    if (begun.changes > 0)
      store
        .sql(
          `UPDATE analytics SET analysis_status = 'completed', key_topics = @topics, action_items_summary = @items,
             decisions_made = @decisions, updated_at = @now WHERE meeting_id = @meetingId`,
        )
        .run({ meetingId, now, ...columns });
    return changes + begun.changes > 0;
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
