import type { Meeting } from '../../domain/meeting.js';
import type { Turn } from '../../domain/speakers.js';
import { formatClock, parseClock, type Seconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { cutTurns } from '../../transcript/regroup-turns.js';

export interface ChosenTurns {
  /** A moment: what the speaker says from then on. */
  readonly at?: string;
  /** Numbers in the order of the transcript, from 1: `4,7-9`. */
  readonly turns?: string;
}

/**
 * The turns of a speaker that somebody means, among those of the meeting; a turn that lasts over `at` is cut. Pure.
 * @throws ScribeError USAGE when both or something unreadable is said, when a number is not a turn of the speaker, and
 * when nothing or everything would be chosen.
 */
export function chooseTurns(
  meeting: Pick<Meeting, 'turns'>,
  clusterId: string,
  { at, turns: numbers }: ChosenTurns,
): {
  readonly turns: readonly Turn[];
  readonly chosen: ReadonlySet<Turn>;
  /** Where they were cut; null: nowhere. */
  readonly moment: Seconds | null;
} {
  const refuse = (problem: string): never => {
    throw new ScribeError('USAGE', `Splitting ${clusterId} failed: ${problem}.`, {
      hint: `Run \`scribe meetings split ID ${clusterId}\` to list the turns with their numbers.`,
    });
  };
  if (at !== undefined && numbers !== undefined) return refuse('--at and --turns cannot be used together');
  const moment = at === undefined ? null : parseClock(at);
  if (at !== undefined && moment === null)
    return refuse(`--at is "${at}"; it must be a time such as 75 or 1:15`);
  const turns = moment === null ? meeting.turns : cutTurns(meeting.turns, clusterId, moment);
  const own = turns.filter((turn) => turn.clusterId === clusterId);
  const chosen =
    moment === null
      ? parseNumbers(numbers ?? '', refuse).map((number) => {
          const turn = turns[number - 1];
          return turn?.clusterId === clusterId ? turn : refuse(`turn ${number} is not one of ${clusterId}`);
        })
      : own.filter(({ start, end }) => (start + end) / 2 >= moment);
  if (chosen.length === 0) return refuse(`it says nothing from ${formatClock(moment ?? 0, 'short')} on`);
  if (chosen.length === own.length) return refuse('these are all of its turns, and nothing would be left');
  return { turns, chosen: new Set(chosen), moment };
}

/** `4,7-9` as 4, 7, 8, 9; each once, in order. */
function parseNumbers(text: string, refuse: (problem: string) => never): readonly number[] {
  const numbers = text.split(',').flatMap((part) => {
    const range = /^\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*$/.exec(part);
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? range?.[1]);
    if (!range || first > last || last - first > 100_000)
      return refuse(`--turns is "${text}"; it must be numbers and ranges such as 4,7-9`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
