import type { Insights } from '../domain/insights.js';
import type { Meeting } from '../domain/meeting.js';
import { renderPage, type ServedAt } from '../page/page.js';
import type { Sound } from '../page/player.js';
import { fileAddress } from './file-address.js';
import { speakerNames } from './speaker-names.js';

/** What a page shows beside the meeting, where it is known. */
export interface BesideMeeting {
  /** Of the turns, in their order: links to turns hold when the page is made anew. */
  readonly turnIds?: readonly string[];
  readonly translations?: readonly (string | null)[];
  readonly insights?: Insights | null;
  /** Where the sound is; else the recording is looked for beside the page, by its name. */
  readonly sound?: Sound;
  /** By which server the page is shown. */
  readonly served?: ServedAt;
}

/**
 * One HTML file with a player, to be read in any browser and without a network. The path of the recording is not in it:
 * pages are sent around.
 */
export function renderHtml(meeting: Meeting, beside: BesideMeeting = {}): string {
  const {
    turnIds = meeting.turns.map((_, i) => String(i + 1)),
    translations = meeting.turns.map(({ translation }) => translation ?? null),
    insights = meeting.insights ?? null,
    sound = { addresses: [fileAddress(meeting.recording.fileName)] },
    served,
  } = beside;
  return renderPage({
    meeting,
    nameOf: speakerNames(meeting),
    turnIds,
    translations,
    insights,
    sound,
    served,
  });
}
