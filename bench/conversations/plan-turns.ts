import { normalFrom, shuffled } from './random.js';

/** Who says something, when and for how long; seconds. */
export interface PlannedTurn {
  /** Index of the person. */
  readonly person: number;
  readonly start: number;
  readonly seconds: number;
}

export interface TurnPlan {
  readonly people: number;
  readonly seconds: number;
  /** Time in which two speak, as a share of the time in which somebody does. */
  readonly overlap: number;
  /** The last person says one remark of two seconds and nothing else. */
  readonly remark: boolean;
}

/**
 * Turns as meetings have them. A third are answers of under a second and a half; the others are log-normal about three
 * seconds. Changes of the floor are a few tenths of a second apart (Heldner and Edlund 2010), some latched, some after a
 * long pause. Overlap is an answer in the middle of another's turn or a start before its end. Some people say much and
 * some little, but everybody's first turn is of two and a half seconds or more: who only ever says "yes" cannot be
 * counted.
 */
export function planTurns(plan: TurnPlan, random: () => number): PlannedTurn[] {
  const between = (low: number, high: number) => low + (high - low) * random();
  const regulars = plan.remark ? plan.people - 1 : plan.people;
  if (regulars === 0) return [{ person: 0, start: between(0.2, 0.7) * plan.seconds, seconds: 2 }];
  const share = Array.from({ length: regulars }, () => Math.exp(0.7 * normalFrom(random)));
  const unheard = shuffled([...share.keys()], random);
  const remarkAt = plan.remark ? between(0.25, 0.8) * plan.seconds : Number.POSITIVE_INFINITY;
  let remarkDone = false;
  const turns: PlannedTurn[] = [];
  const heard = { speech: 0, overlapped: 0 };
  let floor = 0.7;
  let holder: PlannedTurn | undefined;
  let previous = -1;

  const speak = (person: number, start: number, seconds: number): PlannedTurn => {
    const turn = { person, start, seconds };
    turns.push(turn);
    return turn;
  };
  const quietThen = (person: number, start: number, seconds: number) =>
    turns
      .slice(-20)
      .every(
        (t) => t.person !== person || t.start + t.seconds + 0.2 < start || start + seconds + 0.2 < t.start,
      );

  while (floor < plan.seconds - 2) {
    const left = plan.seconds - floor;
    if (!remarkDone && floor >= remarkAt) {
      remarkDone = true;
      const start = floor + between(0.2, 0.8);
      holder = speak(plan.people - 1, start, 2);
      floor = start + 2;
      heard.speech += 2;
      continue;
    }
    const crowd = heard.overlapped < plan.overlap * heard.speech && regulars > 1;
    if (crowd && holder && holder.seconds > 2.5 && random() < 0.5) {
      // "Yes", "I see": somebody who does not take the floor.
      const seconds = between(0.5, 1.4);
      const start = holder.start + between(0.6, holder.seconds - seconds - 0.2);
      const person = Math.floor(random() * regulars);
      if (person !== holder.person && !unheard.includes(person) && quietThen(person, start, seconds)) {
        speak(person, start, seconds);
        heard.overlapped += seconds;
        continue;
      }
    }
    const first = unheard.length > 0 && (left < 5 * unheard.length || random() < 0.4);
    const person = first
      ? unheard.pop()!
      : nextPerson(share, holder?.person ?? -1, previous, unheard, random);
    let seconds =
      !first && random() < 0.35
        ? between(0.5, 1.5)
        : Math.min(25, Math.max(0.8, 3.2 * Math.exp(0.85 * normalFrom(random))));
    if (first) seconds = Math.max(2.5, seconds);
    if (left < 5 * (unheard.length + 1))
      seconds = Math.min(seconds, Math.max(first ? 2.5 : 0.8, left / (unheard.length + 1) - 0.5));
    let start = floor + gap(between, random);
    const early = Math.min(between(0.3, 1.6), 0.6 * seconds, 0.6 * (holder?.seconds ?? 0));
    if (crowd && holder && person !== holder.person && quietThen(person, floor - early, seconds)) {
      start = floor - early;
      heard.overlapped += early;
      heard.speech -= early;
    }
    heard.speech += seconds;
    previous = holder?.person ?? -1;
    holder = speak(person, start, seconds);
    floor = start + seconds;
  }
  return turns.sort((a, b) => a.start - b.start);
}

function gap(between: (low: number, high: number) => number, random: () => number): number {
  const kind = random();
  if (kind < 0.15) return between(0, 0.08);
  return kind < 0.21 ? between(1, 4) : between(0.12, 0.8);
}

/** By everybody's share of the talk; seldom the same again, often who spoke before. */
function nextPerson(
  share: readonly number[],
  last: number,
  previous: number,
  unheard: readonly number[],
  random: () => number,
): number {
  const weights = share.map((weight, person) => {
    if (unheard.includes(person)) return 0;
    if (person === last) return 0.15 * weight;
    return person === previous ? 2 * weight : weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Nobody has said anything yet: the first word is anybody's.
  if (total === 0) return Math.floor(random() * share.length);
  const drawn = random() * total;
  let upTo = 0;
  return weights.findIndex((weight) => {
    upTo += weight;
    return drawn < upTo;
  });
}
