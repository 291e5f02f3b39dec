import { type FoundMeeting, matchMeetings } from '../store/search-about.js';
import { choose } from '../store/search-index.js';
import { read, type Store } from '../store/store.js';
import { type Clause, parseQuery } from './parse-query.js';
import { searchDefaults, type TranscriptSearch } from './search-transcripts.js';

/**
 * The meetings whose title or notes have what somebody looks for, in words or in parts of words; newest first. Not any,
 * when the search is for what a person says, or says in a language.
 *
 * @throws ScribeError USAGE when there is no word to look for.
 */
export function searchTitles(store: Store, search: TranscriptSearch): FoundMeeting[] {
  const { text, limit = searchDefaults.titles, ...filter } = search;
  const query = parseQuery(text);
  if (filter.speaker !== undefined || filter.language !== undefined) return [];
  return read(store, 'searching the titles', () => {
    const chosen = choose(store, filter);
    const found = query.flatMap((clause) =>
      matchMeetings(store, { ...conditionsOf(clause), chosen, most: limit }),
    );
    const meetings = [...new Map(found.map((meeting) => [meeting.meetingId, meeting])).values()];
    return meetings.sort((a, b) => ((a.recordedAt ?? '') < (b.recordedAt ?? '') ? 1 : -1)).slice(0, limit);
  });
}

/** What is too short for the index is compared with each title. */
function conditionsOf({ all, none }: Clause): { expression: string | null; parts: string[] } {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const isLong = ({ text }: { readonly text: string }) => [...text].length >= 3;
  const long = all.filter(isLong).map(({ text }) => quoted(text));
  const not = none.filter(isLong).map(({ text }) => quoted(text));
  const parts = all.filter((term) => !isLong(term)).map(({ text }) => text);
  if (long.length === 0) return { expression: null, parts };
  const expression =
    not.length > 0 ? `(${long.join(' AND ')}) NOT (${not.join(' OR ')})` : long.join(' AND ');
  return { expression, parts };
}
