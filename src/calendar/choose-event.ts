import type { Dating } from '../domain/recorded-at.js';
import type { CalendarEvent } from './read-events.js';

const chooseEventDefaults = {
  /** Least share of the shorter of recording and event that both have in common. */
  share: 0.5,
} as const;

/** When something took place, in milliseconds since 1970. */
interface Period {
  readonly start: number;
  readonly end: number;
}

/**
 * When a recording was made; null: nobody knows it to the minute. The time of change of a file is when the recorder closed it.
 * Pure.
 *
 * @param recording with its length in seconds.
 */
export function periodOf(recording: {
  readonly recordedAt: string;
  readonly dating: Dating | null;
  readonly duration: number;
}): Period | null {
  if (!recording.dating || recording.dating.precision === 'day' || recording.dating.source === 'ingest')
    return null;
  const at = Date.parse(recording.recordedAt);
  const length = 1000 * recording.duration;
  return recording.dating.source === 'file-time'
    ? { start: at - length, end: at }
    : { start: at, end: at + length };
}

/**
 * The event that was recorded, and the others that it may have been, by how likely. Recording and event must have half of the
 * shorter one in common. Of several, that one is chosen whose time is most like the recording's: what they have in common, as a
 * share of what they cover together; of two alike, the one that begins closer to the recording. Pure.
 */
export function chooseEvent(
  events: readonly CalendarEvent[],
  recorded: Period,
): { readonly event: CalendarEvent; readonly others: readonly CalendarEvent[] } | null {
  const likely = events
    .map((event) => {
      const common = Math.min(event.end, recorded.end) - Math.max(event.start, recorded.start);
      const shorter = Math.min(event.end - event.start, recorded.end - recorded.start);
      const both = Math.max(event.end, recorded.end) - Math.min(event.start, recorded.start);
      const distance = Math.abs(event.start - recorded.start);
      return {
        event,
        isLikely: common > 0 && common >= chooseEventDefaults.share * shorter,
        alike: common / both,
        distance,
      };
    })
    .filter(({ isLikely }) => isLikely)
    .sort((a, b) => b.alike - a.alike || a.distance - b.distance)
    .map(({ event }) => event);
  const [event, ...others] = likely;
  return event ? { event, others } : null;
}
