import type { CommandContext } from '../context.js';
import { localTime } from '../domain/recorded-at.js';
import { ScribeError } from '../errors.js';
import { extractInsights } from '../insights/extract-insights.js';
import { writeLine } from '../report/output.js';
import { loadMeeting } from '../store/completed-meetings.js';
import {
  areInsightsCurrent,
  digestInsights,
  failInsights,
  loadInsights,
  saveInsights,
} from '../store/insights.js';
import { listMeetings } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';
import { turnIds } from '../store/turns.js';

type InsightContext = Pick<CommandContext, 'newId' | 'now' | 'zone'>;

/**
 * Makes the insights of a completed meeting, and makes them again when its transcript says something else than before.
 * Those that a language model wrote stay as they are, until somebody asks for others. A meeting without insights is
 * worth as much as before, so what goes wrong is only reported.
 */
export function refreshInsights(
  store: Store,
  meetingId: string,
  context: InsightContext & Pick<CommandContext, 'err'>,
): void {
  if (listMeetings(store, { id: meetingId })[0]?.status !== 'completed') return;
  const isWritten = loadInsights(store, meetingId)?.origin.startsWith('llm:');
  if (isWritten || areInsightsCurrent(store, meetingId)) {
    // Tasks and markers of people are a part of the digest.
    digestInsights(store, { meetingId, now: context.now() });
    return;
  }
  try {
    makeInsights(store, meetingId, context);
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause;
    failInsights(store, { meetingId, now: context.now() });
    const reason = cause instanceof Error ? cause.message : String(cause);
    writeLine(
      context.err,
      `warning: no summary was made of the meeting ${meetingId}: ${reason}. Run: scribe insights ${meetingId} --again`,
    );
  }
}

/** Extracts the insights of a completed meeting. @returns whether they are others than before. */
export function makeInsights(store: Store, meetingId: string, { newId, now, zone }: InsightContext): boolean {
  const meeting = loadMeeting(store, meetingId);
  const { recordedAt, dating } = meeting.recording;
  const { day } = localTime(recordedAt, dating, zone);
  const insights = extractInsights(meeting, { turnIds: turnIds(store, meetingId), day });
  return saveInsights(store, { meetingId, insights, newId, now: now() });
}
