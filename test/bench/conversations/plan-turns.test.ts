import { describe, expect, it } from 'vitest';
import { type PlannedTurn, planTurns, type TurnPlan } from '../../../bench/conversations/plan-turns.js';
import { randomFrom } from '../../../bench/conversations/random.js';

const plan: TurnPlan = { people: 5, seconds: 600, overlap: 0.1, remark: false };
const turnsOf = (person: number, turns: readonly PlannedTurn[]) => turns.filter((t) => t.person === person);

/** Share of tenths of a second with two turns among those with one or more. */
function overlapOf(turns: readonly PlannedTurn[]): number {
  const counts = new Array<number>(7000).fill(0);
  for (const t of turns)
    for (let i = Math.round(t.start * 10); i < Math.round((t.start + t.seconds) * 10); i++) counts[i]++;
  return counts.filter((c) => c > 1).length / counts.filter((c) => c > 0).length;
}

describe('planned turns', () => {
  it('are the same for the same seed', () => {
    expect(planTurns(plan, randomFrom(3))).toEqual(planTurns(plan, randomFrom(3)));
    expect(planTurns(plan, randomFrom(3))).not.toEqual(planTurns(plan, randomFrom(4)));
  });

  it.each([0, 0.05, 0.1, 0.2])('overlap by about %f of the speech', (overlap) => {
    for (const seed of [1, 2, 3]) {
      const turns = planTurns({ ...plan, overlap }, randomFrom(seed));
      expect(Math.abs(overlapOf(turns) - overlap)).toBeLessThan(0.03);
    }
  });

  it('let everybody say a sentence, and nobody speak over themselves', () => {
    for (const seed of [1, 2, 3, 4])
      for (const people of [1, 2, 5, 8]) {
        const turns = planTurns({ ...plan, people, seconds: 120 }, randomFrom(seed));
        for (let person = 0; person < people; person++) {
          const own = turnsOf(person, turns);
          expect(Math.max(...own.map((t) => t.seconds))).toBeGreaterThanOrEqual(2.5);
          own.slice(1).forEach((t, i) => {
            expect(t.start).toBeGreaterThanOrEqual(own[i].start + own[i].seconds - 1e-9);
          });
        }
      }
  });

  it('are short for a third, and seldom long', () => {
    const turns = planTurns({ ...plan, seconds: 3600 }, randomFrom(1));
    const under = (seconds: number) => turns.filter((t) => t.seconds < seconds).length / turns.length;
    expect(under(1.5)).toBeGreaterThan(0.35);
    expect(under(1.5)).toBeLessThan(0.65);
    expect(under(10)).toBeGreaterThan(0.9);
    expect(under(10)).toBeLessThan(1);
  });

  it('hold one remark of the last person, and nothing else of theirs', () => {
    const turns = planTurns({ ...plan, people: 3, remark: true }, randomFrom(2));
    expect(turnsOf(2, turns).map((t) => t.seconds)).toEqual([2]);
    const alone = planTurns({ ...plan, people: 1, remark: true }, randomFrom(2));
    expect(alone.map((t) => [t.person, t.seconds])).toEqual([[0, 2]]);
  });
});
