import type { Answer, DoubtfulStatement } from '../../ask/answer-question.js';
import type { PassageTurn } from '../../ask/passages.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { counted } from '../../report/describe.js';
import { writeLine, writeText } from '../../report/output.js';

/** What follows an answer: the turns that it cites, and what a reader should doubt. */
export function printSources(context: CommandContext, answer: Answer): void {
  const { out, err } = context;
  const { citations, removed, doubtful, outcome, cutOff } = answer;
  if (citations.length > 0) out.write('\n');
  for (const turn of citations) printTurn(context, turn, `[${turn.number}]`);
  if (outcome === 'unsupported') writeLine(out, 'Not supported: the answer cites nothing that was said.');
  if (outcome === 'unanswered') writeLine(out, 'The passages that were found do not answer this.');
  if (cutOff) writeLine(err, 'The answer was too long and is cut off.');
  if (removed.length > 0)
    writeLine(err, `${counted(removed.length, 'citation')} removed: there is no such passage.`);
  for (const statement of doubtful) writeLine(err, describeDoubt(statement));
}

function describeDoubt({ text, missing }: DoubtfulStatement): string {
  const quote = `"${text.length > 90 ? `${text.slice(0, 89)}…` : text}"`;
  if (missing === null) return `doubtful: ${quote} cites nothing`;
  const absent = [...missing.numbers, ...missing.names, ...missing.words].join(', ');
  return `doubtful: ${quote}: not in what it cites: ${absent}`;
}

/** The passages that fit a question best, where no language model answers it. */
export function printPassages(context: CommandContext, groups: readonly (readonly PassageTurn[])[]): void {
  const shown = new Set<string>();
  for (const group of groups) {
    const fresh = group.filter(({ turnId }) => !shown.has(turnId));
    if (fresh.length === 0) continue;
    if (shown.size > 0) context.out.write('\n');
    for (const turn of fresh) {
      shown.add(turn.turnId);
      if (turn === fresh[0]) writeLine(context.out, placeOf(context, turn));
      writeLine(context.out, `  ${turn.speaker}: ${turn.text}`);
    }
  }
}

function printTurn(context: CommandContext, turn: PassageTurn, mark: string): void {
  writeLine(context.out, `${mark} ${placeOf(context, turn)}  ${turn.speaker}: ${turn.text}`);
}

/** `5b21c04e  2026-10-05  12:34  Standup` */
function placeOf({ zone }: CommandContext, turn: PassageTurn): string {
  const day = turn.recordedAt === null ? '-' : localTime(turn.recordedAt, turn.dating, { zone }).day;
  return `${shortId(turn.meetingId)}  ${day}  ${formatClock(turn.start, 'short')}  ${turn.title}`;
}

/** Writes an answer as it arrives where a person watches. @returns what ends it. */
export function answerWriter(context: CommandContext): {
  readonly onText: (text: string) => void;
  readonly end: (text: string) => void;
} {
  const live = context.out.isTTY && !context.json;
  let written = false;
  return {
    onText: (text) => {
      if (!live) return;
      writeText(context.out, text);
      written = true;
    },
    end: (text) => {
      if (!live && text !== '') writeText(context.out, text);
      if (written || text !== '') context.out.write('\n');
    },
  };
}
