import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { renderHtml } from '../render/html.js';
import type { Store } from '../store/store.js';
import { turnIds } from '../store/turns.js';
import { cleanMeeting } from '../transcript/clean-speech.js';

/**
 * The page of a meeting with all that the store knows of it.
 * @param sound address of the recording; else it is looked for beside the page.
 */
export function meetingPage(store: Store, meeting: Meeting, style: TranscriptStyle, sound?: string): string {
  const shown = style === 'clean' ? cleanMeeting(meeting) : meeting;
  return renderHtml(shown, { turnIds: turnIds(store, meeting.id), sound });
}
