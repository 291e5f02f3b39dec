import type { Meeting } from '../../src/domain/meeting.js';
import type { Turn } from '../../src/domain/speakers.js';
import { extractInsights } from '../../src/insights/extract-insights.js';

type Said = Pick<Meeting, 'turns' | 'speakers' | 'language'>;

/** A meeting of lines such as `Maya: Good morning.`, each a turn of a second for every fifteen letters. */
export function meetingOf(lines: readonly string[], language: string, secondsPerLetter = 1 / 15): Said {
  const clusters = new Map<string, string>();
  let start = 0;
  const turns = lines.map((line): Turn => {
    const [, name, text] = /^([^:]+): (.*)$/su.exec(line)!;
    if (!clusters.has(name)) clusters.set(name, `S${clusters.size + 1}`);
    const end = start + Math.max(1, text.length * secondsPerLetter);
    const turn = { clusterId: clusters.get(name)!, start, end, text, confidence: 0.9, language, words: [] };
    start = end + 0.5;
    return turn;
  });
  const speakers = [...clusters].map(([displayName, clusterId]) => ({
    clusterId,
    displayName,
    profileId: null,
    similarity: 0,
    candidates: [],
  }));
  return { turns, speakers, language };
}

/** Insights of such a meeting, on Monday; the id of a turn is its number. */
export const insightsOf = (meeting: Said, day = '2026-11-23') =>
  extractInsights(meeting, { turnIds: meeting.turns.map((_, i) => String(i)), day });

/** What a line that is marked for the tests says, and what a reader takes from it. */
export interface Expected {
  readonly line: number;
  readonly kind: 'D' | 'A';
  readonly owner: string | null;
  readonly due: string | null;
}

/** Takes the marks off the lines of a scripted meeting. */
export function readScript(text: string): { readonly lines: string[]; readonly expected: Expected[] } {
  const expected: Expected[] = [];
  const lines = text
    .trim()
    .split('\n')
    .map((line, i) =>
      line
        .trim()
        .replace(/^([^:]+): \[([DA])\s?([^\]]*?)\s?(\d{4}-\d\d-\d\d)?\] /u, (_, name, kind, owner, due) => {
          expected.push({
            line: i,
            kind,
            owner: owner === '-' || owner === '' ? null : owner,
            due: due ?? null,
          });
          return `${name}: `;
        }),
    );
  return { lines, expected };
}
