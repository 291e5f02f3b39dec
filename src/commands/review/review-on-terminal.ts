import { shortId, speakerName } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { undoOperation } from '../../store/operations.js';
import { turnIds } from '../../store/turns.js';
import { type DoubtfulPassage, doubtfulPassages } from '../../transcript/doubtful-passages.js';
import { playExcerpts } from '../speakers/play-excerpts.js';
import { acceptPassage, correctPassage, type PassageDecision, type Reviewing } from './decide-passage.js';

/** Lines that a question needs: a title, the passage in its context, the keys. */
export const passageHeight = 5;

/** Seconds that are played before and after a passage. */
const aroundPlayed = 1.5;

const keys = { a: 'accept', c: 'correct', s: 'skip', p: 'play', u: 'undo', q: 'quit' } as const;

/**
 * Asks about the least certain passages of a meeting, one key each, until there are none or somebody quits. Each answer is
 * stored at once and is an operation of its own.
 */
export async function askAboutPassages(
  { context, store, meeting: { id } }: Reviewing,
  worst: number,
  heard: {
    readonly recording: string | null;
    readonly stream: number;
    readonly plays: boolean;
    readonly told: (decision: PassageDecision) => void;
  },
): Promise<readonly PassageDecision[]> {
  const { askKey } = await import('../../report/key-prompt.js');
  const { askLine } = await import('../../report/line-prompt.js');
  const { screen, signal } = context;
  const decisions: PassageDecision[] = [];
  const skipped = new Set<string>();
  let asked = 0;
  while (asked < worst) {
    const meeting = loadMeeting(store, id);
    const current: Reviewing = { context, store, meeting, turnIds: turnIds(store, id) };
    const placeOf = (passage: DoubtfulPassage) => `${current.turnIds[passage.turn]} ${passage.start}`;
    const passages = doubtfulPassages(meeting.turns, worst + skipped.size);
    const passage = passages.find((each) => !skipped.has(placeOf(each)));
    if (!passage) break;
    const play = () =>
      playExcerpts(context, {
        clusterId: passage.clusterId,
        recording: heard.recording,
        stream: heard.stream,
        excerpts: [
          {
            start: Math.max(0, passage.start - aroundPlayed),
            end: passage.end + aroundPlayed,
            text: passage.text,
          },
        ],
      });
    const question = {
      title: `${formatClock(passage.start, 'clock')}  ${speakerName(meeting, passage.clusterId)}  (sure: ${passage.confidence.toFixed(2)}, ${asked + 1} of ${Math.min(worst, asked + passages.length - skipped.size)}: ${shortId(id)})`,
      lines: [passage.before, `[${passage.text}]`, passage.after].filter(Boolean),
      keys,
    };
    if (heard.plays) await play();
    let key = await askKey(screen, question, signal);
    while (key === 'p') {
      await play();
      key = await askKey(screen, question, signal);
    }
    if (key === 'q') return decisions;
    if (key === 's') {
      skipped.add(placeOf(passage));
      asked += 1;
    }
    if (key === 'u') {
      const last = decisions.pop();
      if (!last) {
        writeLine(context.err, 'There is nothing to undo.');
        continue;
      }
      const undone = undoOperation(store, { id: last.operationId!, now: context.now() });
      writeLine(context.out, `Undone: ${undone.summary}.`);
      asked -= 1;
    }
    if (key !== 'a' && key !== 'c') continue;
    const text = key === 'a' ? null : await askLine(screen, { title: 'It says', text: passage.text }, signal);
    if (key === 'c' && (text === null || text.trim() === passage.text)) continue;
    const decision = text === null ? acceptPassage(current, passage) : correctPassage(current, passage, text);
    asked += 1;
    if (decision.operationId === null) {
      skipped.add(placeOf(passage));
      continue;
    }
    decisions.push(decision);
    heard.told(decision);
  }
  writeLine(context.err, `There is nothing ${asked > 0 ? 'more ' : ''}to review.`);
  return decisions;
}
