/**
 * How long lists and shows take on a large store, as the commands do them: from opening the store to the last line.
 * Run: npm run bench:store -- [--meetings 10000] [--people 50] [--turns 24] [--store FOLDER]
 *
 * With --store the store is made in that folder, or used again if there is one. Each command runs once to warm up, then
 * seven times; the median and the longest are printed. Starting the program is not in them.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createContext } from '../src/cli/create-context.js';
import { listMeetings } from '../src/commands/meetings/list.js';
import { showMeeting } from '../src/commands/meetings/show.js';
import { printLog } from '../src/commands/operations/log.js';
import { listSpeakers } from '../src/commands/speakers/list.js';
import { listSamples } from '../src/commands/speakers/samples.js';
import { showSpeaker } from '../src/commands/speakers/show.js';
import { printTranscript } from '../src/commands/transcript/transcript.js';
import { withStore } from '../src/commands/with-store.js';
import type { CommandContext } from '../src/context.js';
import { formatBytes } from '../src/domain/bytes.js';
import { shortId } from '../src/domain/meeting.js';
import { listMeetings as readMeetings } from '../src/store/list-meetings.js';
import { openStore } from '../src/store/open-store.js';
import { fillStore } from './many-meetings.js';

const { values: flags } = parseArgs({
  options: {
    meetings: { type: 'string' },
    people: { type: 'string' },
    turns: { type: 'string' },
    store: { type: 'string' },
  },
});
const meetings = Number(flags.meetings ?? '10000');
const people = Number(flags.people ?? '50');
const turns = Number(flags.turns ?? '24');
const runs = 7;

const home = flags.store ? resolve(flags.store) : mkdtempSync(join(tmpdir(), 'scribe-bench-'));
process.env.SCRIBE_HOME = home;
const { signal } = new AbortController();
const nothing = { write: () => true, writeBytes: () => true, isTTY: false };
const context: CommandContext = {
  ...(await createContext({}, { signal, stopping: signal }, false)),
  out: nothing,
  err: nothing,
  confirm: null,
};

try {
  const file = join(home, 'scribe.db');
  if (!existsSync(file)) {
    const started = performance.now();
    const store = openStore({ home, now: context.now() });
    fillStore(store, { meetings, people, turns });
    store.close();
    console.log(`${meetings} meetings made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  const id = await withStore(context, (store) => readMeetings(store, { limit: 5000 }).at(-1)?.id ?? '');
  const name = 'Maya 1';
  const json = { ...context, json: true };
  const commands: Readonly<Record<string, () => unknown>> = {
    'open and close': () => withStore(context, () => {}),
    'meetings list': () => listMeetings(context, {}),
    'meetings list --limit 20': () => listMeetings(context, { limit: 20 }),
    'meetings list --status failed': () => listMeetings(context, { status: 'failed' }),
    'meetings list --json': () => listMeetings(json, {}),
    'meetings show ID': () => showMeeting(context, id),
    'meetings show SHORT': () => showMeeting(context, shortId(id)),
    'meetings show last': () => showMeeting(context, 'last'),
    transcript: () => printTranscript(context, shortId(id), { format: 'md' }),
    log: () => printLog(context, undefined, {}),
    'speakers list': () => listSpeakers(context),
    'speakers show': () => showSpeaker(context, name),
    'speakers samples': () => listSamples(context, name),
  };
  console.log(`${formatBytes(statSync(file).size)}; milliseconds, median and longest of ${runs}`);
  for (const [what, run] of Object.entries(commands)) {
    const times: number[] = [];
    for (let i = 0; i <= runs; i++) {
      const started = performance.now();
      await run();
      if (i > 0) times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const [median, longest] = [times[runs >> 1], times[runs - 1]].map((ms) => ms.toFixed(1).padStart(8));
    console.log(`${what.padEnd(32)}${median}${longest}`);
  }
} finally {
  if (!flags.store) rmSync(home, { recursive: true, force: true });
}
