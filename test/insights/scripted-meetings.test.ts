import { describe, expect, it } from 'vitest';
import { insightsOf, meetingOf, readScript } from './scripted.js';
import { type ScriptedMeeting, scriptedMeetings } from './scripted-meetings.js';
import { unseenMeetings } from './unseen-meetings.js';

/** What is found of what a reader takes from the scripted meetings, and what is found besides. */
function measure(scripts: readonly ScriptedMeeting[], language?: string) {
  const counts = { D: { right: 0, wrong: 0, missed: 0 }, A: { right: 0, wrong: 0, missed: 0 } };
  const faults: string[] = [];
  for (const script of scripts) {
    if (language !== undefined && script.language !== language) continue;
    const { lines, expected } = readScript(script.lines);
    const meeting = meetingOf(lines, script.language);
    const insights = insightsOf(meeting);
    const nameOf = (clusterId: string | null) =>
      meeting.speakers.find((speaker) => speaker.clusterId === clusterId)?.displayName ?? null;
    for (const [kind, claims] of [
      ['D', insights.decisions],
      ['A', insights.actionItems],
    ] as const) {
      const wanted = expected.filter((item) => item.kind === kind);
      const found = claims.map(({ turnIds }) => Number(turnIds[0]));
      counts[kind].right += wanted.filter(({ line }) => found.includes(line)).length;
      for (const { line } of wanted.filter((item) => !found.includes(item.line))) {
        counts[kind].missed++;
        faults.push(`${kind} is missed: ${lines[line]}`);
      }
      for (const line of found.filter((at) => !wanted.some((item) => item.line === at))) {
        counts[kind].wrong++;
        faults.push(`${kind} is none: ${lines[line]}`);
      }
    }
    for (const { turnIds, ownerClusterId, ownerName, dueDate, text } of insights.actionItems) {
      const item = expected.find(({ line, kind }) => kind === 'A' && line === Number(turnIds[0]));
      const owner = nameOf(ownerClusterId) ?? ownerName;
      if (item && (owner !== item.owner || dueDate !== item.due))
        faults.push(`${text}: ${owner} until ${dueDate} instead of ${item.owner} until ${item.due}`);
    }
  }
  return { counts, faults };
}

describe('decisions and action items of scripted meetings', () => {
  it.each([...new Set(scriptedMeetings.map(({ language }) => language))])('are found in %s', (language) => {
    expect(measure(scriptedMeetings, language).faults).toEqual([]);
  });

  it('are as many as docs/insights.md says', () => {
    const { counts } = measure(scriptedMeetings);
    expect(scriptedMeetings.length).toBe(25);
    expect(counts.D).toEqual({ right: 29, wrong: 0, missed: 0 });
    expect(counts.A).toEqual({ right: 55, wrong: 0, missed: 0 });
  });

  it('are found in meetings that were written after the phrases as docs/insights.md says', () => {
    const { counts } = measure(unseenMeetings);
    expect(counts.D).toEqual({ right: 10, wrong: 0, missed: 1 });
    expect(counts.A).toEqual({ right: 19, wrong: 0, missed: 5 });
  });
});
