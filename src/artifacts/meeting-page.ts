import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { type BesideMeeting, renderHtml } from '../render/html.js';
import type { Store } from '../store/store.js';
import { turnIds } from '../store/turns.js';
import { cleanMeeting } from '../transcript/clean-speech.js';

/**
 * The page of a meeting with all that the store knows of it.
 * @param shown where the recording is, and which server shows the page; else the recording is looked for beside it.
 */
export function meetingPage(
  store: Store,
  meeting: Meeting,
  style: TranscriptStyle,
  shown: Pick<BesideMeeting, 'sound' | 'served'> = {},
): string {
  return renderHtml(style === 'clean' ? cleanMeeting(meeting) : meeting, {
    turnIds: turnIds(store, meeting.id),
    ...shown,
  });
}
