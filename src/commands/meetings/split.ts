import type { CommandContext } from '../../context.js';
import { type Meeting, speakerName } from '../../domain/meeting.js';
import type { Cluster } from '../../domain/speakers.js';
import { formatClock, type Span } from '../../domain/time.js';
import { meanDirection } from '../../domain/vectors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { newClusterId, splitCluster, type TurnVoice, turnVoices } from '../../store/clusters.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { changeEditClusters } from '../../store/edits.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { changeOriginalTurns } from '../../store/original-turns.js';
import { replaceTurns } from '../../store/save-turns.js';
import type { Store } from '../../store/store.js';
import { cutTurns, divideSpans, isWithin, territoryOf } from '../../transcript/regroup-turns.js';
import { applyRelabel } from '../relabel/relabel.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { type ChosenTurns, chooseTurns } from './choose-turns.js';
import { setName } from './name.js';
import { requireCluster } from './require-cluster.js';

export interface SplitOptions extends ChosenTurns {
  readonly name?: string;
}

/** `scribe meetings split ID S2 --at TIME|--turns 4,7-9`: one voice was two people. Without either, lists the turns. */
export async function splitSpeaker(
  context: CommandContext,
  idOrPrefix: string,
  clusterId: string,
  options: SplitOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, meetingId);
    const cluster = requireCluster(meeting, clusterId, `Splitting ${clusterId}`);
    if (options.at === undefined && options.turns === undefined) return listTurns(context, meeting, cluster);
    const { result, operationId } = recordOperation(
      store,
      {
        kind: 'split-cluster',
        doing: 'splitting the speaker',
        summary: ({ added, moved }) =>
          `gave ${counted(moved, 'turn')} of ${cluster.id} in "${meeting.title}" to a new speaker, ${added}`,
        meetingId,
        now: context.now(),
      },
      () => split(store, context, meetingId, cluster.id, options),
    );
    const { copies, also } = await writeAgain(context, store);
    const name = speakerName(loadMeeting(store, meetingId), result.added);
    if (context.json)
      return printJson(context, {
        meetingId,
        from: cluster.id,
        ...result,
        name,
        operation: operationId,
        copies,
      });
    writeLine(
      context.out,
      `${counted(result.moved, 'turn')} of ${cluster.id} ${result.moved === 1 ? 'belongs' : 'belong'} to ${result.added} (${name}) now${also}.`,
    );
    if (!result.hasVoice)
      writeLine(
        context.err,
        `The voices of these turns were not kept one by one, and the store has no audio: ${result.added} has no voice, is never matched with profiles, and cannot be enrolled from this meeting. ${cluster.id} keeps the voice of both.`,
      );
  });
}

/** Numbers for `--turns`. */
function listTurns(context: CommandContext, meeting: Meeting, { id }: Cluster): void {
  const numbered = meeting.turns
    .map((turn, i) => ({ number: i + 1, ...turn }))
    .filter(({ clusterId }) => clusterId === id);
  if (context.json) return printJson(context, numbered);
  printTable(
    context,
    ['TURN', 'TIME', 'TEXT'],
    numbered.map(({ number, start, text }) => [String(number), formatClock(start, 'clock'), text]),
  );
}

/** To be called inside `recordOperation`. */
function split(
  store: Store,
  context: CommandContext,
  meetingId: string,
  clusterId: string,
  options: SplitOptions,
) {
  const meeting = loadMeeting(store, meetingId);
  const { spans } = requireCluster(meeting, clusterId, `Splitting ${clusterId}`);
  const { turns, chosen, moment } = chooseTurns(meeting, clusterId, options);
  const own = turns.filter((turn) => turn.clusterId === clusterId);
  const territory = territoryOf(own, (turn) => chosen.has(turn));
  const goes = (passage: Span) => isWithin(passage, territory);
  const added = newClusterId(store, meetingId);
  const voices = turnVoices(store, meetingId, clusterId);
  const voice = meanVoice(voices.filter(goes));
  splitCluster(store, {
    meetingId,
    clusterId,
    added: { rowId: context.newId(), clusterId: added },
    spans: divideSpans(spans, territory),
    voice,
    restVoice: voice && meanVoice(voices.filter((each) => !goes(each))),
    goes,
  });
  const { newId, now } = context;
  const moved = turns.map((turn) => (chosen.has(turn) ? { ...turn, clusterId: added } : turn));
  replaceTurns(store, { meetingId, turns: moved, newId, now: now() });
  changeOriginalTurns(store, meetingId, (original) =>
    (moment === null ? original : cutTurns(original, clusterId, moment)).map((turn) =>
      turn.clusterId === clusterId && goes(turn) ? { ...turn, clusterId: added } : turn,
    ),
  );
  // Words that were inserted may have no length.
  const around = ({ start, end }: Span) => ({ start: start - 0.01, end: end + 0.01 });
  changeEditClusters(store, meetingId, (id, span) => (id === clusterId && goes(around(span)) ? added : id));
  applyRelabel(store, listMeetings(store, { id: meetingId }), context);
  if (options.name !== undefined) setName(store, context, { meetingId, clusterId: added }, options.name);
  return { added, moved: chosen.size, hasVoice: voice !== null };
}

/** The voice of some turns, each weighted by its length; null when none was kept. */
const meanVoice = (voices: readonly TurnVoice[]): Float32Array | null =>
  meanDirection(
    voices.map(({ vector }) => vector),
    voices.map(({ start, end }) => Math.max(end - start, 0.001)),
  )?.vector ?? null;
