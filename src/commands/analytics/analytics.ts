import type { CommandContext } from '../../context.js';
import { secondsByLanguage, shortId, speakerName } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeLine, writeLines } from '../../report/output.js';
import { interruptionsOf, talkOf } from '../../store/analytics.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { withStore } from '../with-store.js';

/** `scribe analytics ID`, `scribe analytics --speaker NAME` */
export async function showAnalytics(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { speaker }: { readonly speaker?: string },
): Promise<void> {
  if ((idOrPrefix === undefined) === (speaker === undefined))
    throw new ScribeError('USAGE', 'Analytics are of one meeting, or with --speaker of one person.', {
      hint: 'For instance: scribe analytics last',
    });
  return withStore(context, (store) =>
    speaker === undefined ? ofMeeting(context, store, idOrPrefix!) : ofPerson(context, store, speaker),
  );
}

/** What can be counted in a meeting, by speaker. */
function count(store: Store, meetingId: string) {
  const { speakers, ...meeting } = talkOf(store, meetingId);
  const interruptions = interruptionsOf(store, meetingId);
  const sum = (key: 'clusterId' | 'interrupted', clusterId: string) =>
    interruptions.filter((each) => each[key] === clusterId).reduce((total, { times }) => total + times, 0);
  return {
    ...meeting,
    speakers: speakers.map((talk) => ({
      ...talk,
      wordsPerMinute: talk.seconds > 0 ? Math.round((60 * talk.words) / talk.seconds) : null,
      interrupts: sum('clusterId', talk.clusterId),
      interrupted: sum('interrupted', talk.clusterId),
    })),
    interruptions,
  };
}

type Counted = ReturnType<typeof count>['speakers'][number];

const headings = ['SPEAKS', 'SHARE', 'TURNS', 'WORDS', 'WORDS/MIN', 'INTERRUPTS', 'INTERRUPTED'];

const cells = ({
  seconds,
  share,
  turns,
  words,
  wordsPerMinute,
  interrupts,
  interrupted,
}: Counted): string[] => [
  formatClock(seconds, 'short'),
  share === null ? '-' : `${Math.round(100 * share)}%`,
  String(turns),
  String(words),
  wordsPerMinute === null ? '-' : String(wordsPerMinute),
  String(interrupts),
  String(interrupted),
];

function ofMeeting(context: CommandContext, store: Store, idOrPrefix: string): void {
  const meetingId = resolveMeetingId(store, idOrPrefix);
  const meeting = loadMeeting(store, meetingId);
  const counted = count(store, meetingId);
  const speakers = counted.speakers.map((talk) => ({ ...talk, name: speakerName(meeting, talk.clusterId) }));
  const languages = secondsByLanguage(meeting).map(([language, seconds]) => ({ language, seconds }));
  if (context.json) return printJson(context, { meetingId, ...counted, speakers, languages });
  printTable(
    context,
    ['SPEAKER', 'NAME', ...headings],
    speakers.map((talk) => [talk.clusterId, talk.name, ...cells(talk)]),
  );
  writeLines(context.out, [
    '',
    `somebody speaks   ${formatClock(counted.speech, 'short')}`,
    `several speak     ${formatClock(counted.overlap, 'short')}`,
    `longest silence   ${formatClock(counted.longestSilence, 'short')}`,
    ...languages.map(
      ({ language, seconds }) => `spoken in ${language.padEnd(7)} ${formatClock(seconds, 'short')}`,
    ),
  ]);
}

function ofPerson(context: CommandContext, store: Store, name: string): void {
  const { id: profileId, displayName } = requireProfile(store, name);
  const meetings = listMeetings(store, { profileId, status: 'completed' }).flatMap((meeting) => {
    const own = new Set(
      meeting.speakers.filter((each) => each.profileId === profileId).map(({ clusterId }) => clusterId),
    );
    return count(store, meeting.id)
      .speakers.filter(({ clusterId }) => own.has(clusterId))
      .map((talk) => ({
        meetingId: meeting.id,
        title: meeting.title,
        startTime: meeting.startTime,
        ...talk,
      }));
  });
  if (context.json) return printJson(context, { profileId, displayName, meetings });
  if (meetings.length === 0) return writeLine(context.err, `${displayName} speaks in no meeting.`);
  printTable(
    context,
    ['MEETING', 'DATE', 'TITLE', ...headings],
    meetings.map(({ meetingId, title, startTime, ...talk }) => [
      shortId(meetingId),
      startTime === null ? '-' : localTime(startTime, null, context).day,
      title,
      ...cells(talk),
    ]),
  );
}
