import { storedFiles } from '../../artifacts/artifact-files.js';
import type { CommandContext } from '../../context.js';
import { isDoubtful } from '../../domain/confidence.js';
import type { Insights } from '../../domain/insights.js';
import { type Meeting, speakerName, spokenLanguages } from '../../domain/meeting.js';
import type { MadeWith } from '../../domain/provenance.js';
import { type DateSource, type Dating, localTime } from '../../domain/recorded-at.js';
import type { RecordedTrack } from '../../domain/recording.js';
import { formatClock, totalSeconds } from '../../domain/time.js';
import { describeUnrecognized, placesOf } from '../../domain/unrecognized.js';
import { resultSpeakers } from '../../ingest/ingest-result.js';
import { counted, describeHint, describeTie } from '../../report/describe.js';
import { printJson, printTable, writeLine, writeLines } from '../../report/output.js';
import { type MeetingTalk, talkOf } from '../../store/analytics.js';
import { listArtifacts } from '../../store/artifacts.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { countEdits } from '../../store/edits.js';
import { knownProfiles } from '../../store/known-profiles.js';
import { listMeetings, type MeetingSummary } from '../../store/list-meetings.js';
import { loadFields } from '../../store/meeting-fields.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { processingEvents } from '../../store/processing-events.js';
import { loadProvenance } from '../../store/provenance.js';
import { sentTo } from '../../store/sent-elsewhere.js';
import { listSuppressed, type StoredPassage } from '../../store/suppressed.js';
import { listCopies } from '../../store/transcript-copies.js';
import { transcriptionHistory } from '../../store/transcriptions.js';
import { withStore } from '../with-store.js';
import { describeFields, describeTalk } from './describe-fields.js';

/** `scribe meetings show ID` */
export async function showMeeting(context: CommandContext, idOrPrefix: string): Promise<void> {
  return withStore(context, (store) => {
    const id = resolveMeetingId(store, idOrPrefix);
    const [summary] = listMeetings(store, { id });
    const artifacts = storedFiles(store, listArtifacts(store, id));
    const events = processingEvents(store, id);
    const history = transcriptionHistory(store, id);
    const provenance = loadProvenance(store, id);
    const suppressed = listSuppressed(store, id);
    const meeting = summary.status === 'completed' ? loadMeeting(store, id) : null;
    const copies = listCopies(store, id).map(({ folder }) => folder);
    const sent = sentTo(store, id);
    const { unsure, nameHints } = meeting
      ? resultSpeakers(meeting, context.settings.values)
      : { unsure: [], nameHints: [] };
    const fields = loadFields(store, id);
    const talk = meeting && talkOf(store, id);
    const known = knownProfiles(store, id)?.map(({ displayName }) => displayName) ?? null;
    const edited = countEdits(store, id);
    if (context.json) {
      const unrecognized = meeting?.unrecognized ?? [];
      const doubtfulTurns = meeting?.turns.filter(isDoubtful).length ?? 0;
      const counts = { suppressed: suppressed.length, unrecognized, doubtfulTurns, ...edited };
      const languages = meeting ? spokenLanguages(meeting) : [];
      return printJson(context, {
        ...summary,
        ...fields,
        talk,
        insights: meeting?.insights ?? null,
        languages,
        ...counts,
        known,
        unsure,
        nameHints,
        artifacts,
        copies,
        sent,
        events,
        history,
        provenance,
      });
    }
    const facts: (readonly [string, string | null])[] = [
      ['title', summary.title],
      ['id', summary.id],
      ['status', summary.statusMessage ? `${summary.status}: ${summary.statusMessage}` : summary.status],
      ['recording', summary.path],
      ['date', summary.startTime && describeDate(summary.startTime, summary.dating, context.zone)],
      ['length', summary.duration === null ? null : formatClock(summary.duration, 'clock')],
      ['language', meeting ? spokenLanguages(meeting).join(', ') : summary.language],
    ];
    facts.push(...describeFields(fields, context.zone));
    if (talk) facts.push(['talk', describeTalk(talk)]);
    if (meeting?.insights) facts.push(...describeInsights(meeting.insights));
    for (const [i, track] of summary.tracks.entries())
      facts.push(['track', describeTrack(track, i, summary)]);
    for (const warning of summary.warnings) facts.push(['warning', warning]);
    for (const note of summary.notes) facts.push(['note', note]);
    for (const folder of copies) facts.push(['copy', folder]);
    for (const { place, current } of sent)
      facts.push(['sent to', current ? place : `${place}, in an earlier state`]);
    if (suppressed.length > 0) facts.push(['suppressed', describeSuppressed(suppressed)]);
    if (edited.edits > 0) facts.push(['edited', describeEdited(edited)]);
    if (meeting) facts.push(...describeLosses(meeting));
    if (provenance) facts.push(['made with', describeMadeWith(provenance.madeWith)]);
    if (known) facts.push(['known', known.join(', ') || '-']);
    for (const tie of unsure) facts.push(['unsure', describeTie(tie)]);
    for (const hint of nameHints) facts.push(['hint', describeHint(hint)]);
    for (const [label, value] of facts)
      if (value !== null) writeLine(context.out, `${label.padEnd(11)}${value}`);
    if (meeting && talk) printSpeakers(context, meeting, talk);
    if (artifacts.length > 0) writeLines(context.out, ['', ...artifacts]);
    context.out.write('\n');
    printTable(
      context,
      ['STAGE', 'STATUS', 'TIME', 'BY', 'ERROR'],
      events
        .filter((event) => event.status !== 'STARTED')
        .map((event) => [
          event.stage,
          event.status,
          event.durationMs == null ? '-' : `${(event.durationMs / 1000).toFixed(1)} s`,
          events.find((e) => e.stage === event.stage && e.provider)?.provider ?? '-',
          event.errorMessage ?? '',
        ]),
    );
  });
}

/** The summary, and how many of each kind there are: `scribe insights` has them all. */
function describeInsights({
  summary,
  decisions,
  questions,
  actionItems,
}: Insights): [string, string | null][] {
  const open = actionItems.filter(({ status }) => status !== 'completed');
  const counts = [
    counted(decisions.length, 'decision'),
    counted(questions.length, 'question'),
    counted(open.length, 'open task'),
  ];
  return [
    ['summary', summary.map(({ text }) => text).join(' ') || null],
    ['insights', counts.join(', ')],
  ];
}

/** `2  tom.wav, from 3.700 s on, clock 80 ppm faster (Tom)` */
function describeTrack(
  { label, start, drift, placed }: RecordedTrack,
  index: number,
  summary: MeetingSummary,
): string {
  const late = start >= 0.0005 ? `, from ${start.toFixed(3)} s on` : '';
  const ppm = Math.round(drift);
  const clock = ppm === 0 ? '' : `, clock ${Math.abs(ppm)} ppm ${ppm > 0 ? 'faster' : 'slower'}`;
  const guessed = placed === 'date' || placed === 'start' ? ' (a guess)' : '';
  const people = summary.speakers
    .filter(({ track }) => track === index)
    .map(({ clusterId, displayName }) => displayName ?? clusterId);
  return `${label}${late}${clock}${guessed}: ${people.join(', ') || 'nobody speaks'}`;
}

/** Speech without words, and turns whose words are rather guessed than heard. */
function describeLosses({ unrecognized, turns }: Meeting): [string, string][] {
  const facts = unrecognized.map((span): [string, string] => [
    'no words',
    `${formatClock(span.start, 'clock')}  ${describeUnrecognized(span)}`,
  ]);
  const doubtful = turns.filter(isDoubtful);
  if (doubtful.length > 0)
    facts.push([
      'doubtful',
      `${counted(doubtful.length, 'turn')} of very low confidence: ${placesOf(doubtful, 5)}`,
    ]);
  return facts;
}

const describeMadeWith = ({ scribe, onnxruntime, ffmpeg, processor }: MadeWith): string =>
  `scribe ${scribe}, onnxruntime ${onnxruntime}, ffmpeg ${ffmpeg}, ${processor}`;

function describeEdited({ edits, unfitEdits }: ReturnType<typeof countEdits>): string {
  const unfit = unfitEdits > 0 ? `; ${unfitEdits} do not fit the new recognition` : '';
  return `${counted(edits, 'change')}${unfit}: scribe log ID --edits`;
}

function describeSuppressed(passages: readonly StoredPassage[]): string {
  const restored = passages.filter((passage) => passage.restoredAt !== null).length;
  const also = restored > 0 ? `, ${restored} of them restored` : '';
  return `${counted(passages.length, 'passage')} as probably not spoken${also}`;
}

function printSpeakers(context: CommandContext, meeting: Meeting, talk: MeetingTalk): void {
  context.out.write('\n');
  printTable(
    context,
    ['SPEAKER', 'NAME', 'SPEAKS', 'SHARE', 'COSINE', 'NEAREST PROFILES'],
    meeting.clusters.map((cluster) => {
      const speaker = meeting.speakers.find((s) => s.clusterId === cluster.id);
      const said = talk.speakers.find(({ clusterId }) => clusterId === cluster.id);
      const nearest = (speaker?.candidates ?? []).map((c) => `${c.displayName} ${c.similarity.toFixed(2)}`);
      return [
        cluster.id,
        speakerName(meeting, cluster.id),
        `${totalSeconds(cluster.spans).toFixed(1)} s`,
        said?.share == null ? '-' : `${Math.round(100 * said.share)}%`,
        speaker && nearest.length > 0 ? speaker.similarity.toFixed(2) : '-',
        nearest.join(', ') || '-',
      ];
    }),
  );
}

const dateSources: Record<DateSource, string> = {
  option: '--date',
  quicktime: 'QuickTime',
  tag: 'tag of the file',
  'file-name': 'name of the file',
  'file-time': 'time of the file',
  ingest: 'time of processing',
};

/** When a recording was made, on the recorder's clock or else in `zone`, and how that is known. */
export function describeDate(at: string, dating: Dating | null, zone: string): string {
  const { day, time, offset } = localTime(at, dating, { zone });
  if (!dating) return `${day} ${time} ${offset}`;
  if (dating.precision === 'day') return `${day} (${dateSources[dating.source]}, a day without a time)`;
  return `${day} ${time} ${offset} (${dateSources[dating.source]})`;
}
