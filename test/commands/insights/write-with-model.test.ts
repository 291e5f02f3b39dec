import { afterEach, beforeEach, expect, it } from 'vitest';
import { showInsights } from '../../../src/commands/insights/insights.js';
import type { Insights } from '../../../src/domain/insights.js';
import { completeMeeting } from '../../../src/store/completed-meetings.js';
import { loadInsights } from '../../../src/store/insights.js';
import { openStore } from '../../../src/store/open-store.js';
import { turnIds } from '../../../src/store/turns.js';
import { createTestContext, type TestContext } from '../../command-context.js';
import { type Behaviour, type ModelServer, startModelServer } from '../../llm/server.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId } from '../../store/fixture.js';

let home: TestContext;
let meetingId: string;
let ids: readonly string[];
const servers: ModelServer[] = [];

beforeEach(() => {
  home = createTestContext();
  const store = openStore({ home: home.home, now: at(0) });
  const maya = enroll(store, 'Maya');
  const recording = makeRecording('standup.ogg');
  const begun = begin(store, recording, 1);
  ({ meetingId } = begun);
  const lines = [
    'We keep the FLAC format for the sound archive of the museum in Porto.',
    'I order three disks tomorrow.',
  ];
  const turns = lines.map((text, i) => ({
    clusterId: `S${i + 1}`,
    start: i * 10,
    end: i * 10 + 9,
    text,
    confidence: 1,
    language: 'en',
    words: [],
  }));
  const meeting = { ...makeMeeting(recording, maya, meetingId), turns, suppressed: [], unrecognized: [] };
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now: at(2) });
  ids = turnIds(store, meetingId);
  store.close();
});
afterEach(async () => {
  home.remove();
  for (const server of servers.splice(0)) await server.close();
});

async function run(behaviour: Behaviour | null, json = false) {
  const server = behaviour && (await startModelServer(() => behaviour));
  if (server) servers.push(server);
  const flags = { llm: server?.url ?? 'none' };
  const context = createTestContext({ home: home.home, flags, json });
  const failure = await showInsights(context, meetingId, { llm: true }).then(
    () => null,
    (thrown) => thrown,
  );
  return { failure, ...context.printed };
}

function stored(): Insights {
  const store = openStore({ home: home.home, now: at(0) });
  const insights = loadInsights(store, meetingId)!;
  store.close();
  return insights;
}

const minutes = {
  summary: [{ text: 'The archive keeps the FLAC format.', turns: [1] }],
  keyPoints: [],
  decisions: [{ text: 'Maya keeps the FLAC format for the archive.', turns: [1] }],
  questions: [],
  risks: [],
  actionItems: [
    { text: 'Order 3 disks.', turns: [2], owner: null },
    { text: 'Sell the company to Globex.', turns: [2], owner: null },
  ],
};

it('saves what the model wrote and turns support, and tells what was dropped', async () => {
  const { failure, out, err } = await run({ kind: 'answer', text: JSON.stringify(minutes) });
  expect(failure).toBeNull();
  expect(out).toContain('The archive keeps the FLAC format.');
  expect(out).not.toContain('Globex');
  expect(err).toContain('1 sentence of the model dropped: no turn supports what they say.');
  expect(err).toMatch(/"Sell the company to Globex\.": not said there: Globex/);
  expect(stored()).toMatchObject({
    origin: 'llm:small-model',
    summary: [{ text: 'The archive keeps the FLAC format.', turnIds: [ids[0]] }],
    decisions: [{ turnIds: [ids[0]], origin: 'llm:small-model' }],
    actionItems: [{ text: 'Order 3 disks.', turnIds: [ids[1]] }],
  });
  const again = await run({ kind: 'answer', text: JSON.stringify(minutes) }, true);
  expect(JSON.parse(again.out)).toMatchObject({
    origin: 'llm:small-model',
    dropped: [{ text: 'Sell the company to Globex.' }],
  });
});

it.each<[string, Behaviour | null, RegExp]>([
  ['there is no server', null, /no server answers/],
  ['it fails', { kind: 'status', status: 500 }, /status 500/],
  ['it breaks off', { kind: 'cut', text: JSON.stringify(minutes), after: 400 }, /broke|broken/],
  [
    'nothing is supported',
    {
      kind: 'answer',
      text: JSON.stringify({
        ...minutes,
        summary: [],
        decisions: [],
        actionItems: [{ text: 'Fly to Mars.', turns: [1], owner: null }],
      }),
    },
    /nothing that small-model wrote is supported/,
  ],
])('the extracted ones stay when %s', async (_name, behaviour, message) => {
  const { failure } = await run(behaviour);
  expect(failure).toMatchObject({ code: 'MODEL', message: expect.stringMatching(message) });
  expect(stored().origin).toBe('extractive');
});
