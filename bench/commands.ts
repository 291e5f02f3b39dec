/**
 * How long every command takes on a large store: whole processes, from the start of node to the end.
 * Run: npm run bench:commands -- [--meetings 10000] [--people 200] [--runs 5] [--store FOLDER] [--only=WORDS]
 *
 * With --store the store is made in that folder, or used again if there is one. Each command runs once to warm up, then
 * as often as is said, in turns with `node -e 0`. Printed are the medians of the time by the clock, the time of the
 * processor, and how much of the latter is more than node's own; marked is what takes more than 200 ms of the processor. On a
 * busy machine the time of the processor says more than the clock, and node's own start says how busy it is.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/domain/bytes.js';
import { listMeetings } from '../src/store/list-meetings.js';
import { openStore } from '../src/store/open-store.js';
import { commands, type Line, thorough } from './commands/lines.js';
import { measureServedPages } from './commands/served-pages.js';
import { fillStore } from './many-meetings.js';

const { values: flags } = parseArgs({
  options: {
    meetings: { type: 'string', default: '10000' },
    people: { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
    store: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const program = fileURLToPath(new URL('../bin/scribe.js', import.meta.url));
const node = `'${process.execPath}'`;
const scribe = `${node} '${program}'`;
const runs = Number(flags.runs);
const home = flags.store ? resolve(flags.store) : mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const file = join(home, 'scribe.db');
const env = { ...process.env, SCRIBE_HOME: home };
/** Milliseconds that a command may take. */
const most = 200;

/** Makes the store where there is none, and the files that lines name. @returns the id of a meeting. */
function prepare(): string {
  const isNew = !existsSync(file);
  const started = performance.now();
  const store = openStore({ home, now: new Date().toISOString() });
  try {
    if (isNew) {
      fillStore(store, { meetings: Number(flags.meetings), people: Number(flags.people) });
      const seconds = (performance.now() - started) / 1000;
      console.log(`${flags.meetings} meetings made in ${seconds.toFixed(0)} s`);
    }
    mkdirSync(join(home, 'EMPTY'), { recursive: true });
    copyFileSync(fileURLToPath(new URL('../examples/standup.ogg', import.meta.url)), join(home, 'SOUND.ogg'));
    writeFileSync(join(home, 'WORDS.srt'), '1\n00:00:00,500 --> 00:00:04,000\nGood morning everybody.\n');
    return listMeetings(store, { status: 'completed', limit: 1 })[0].id;
  } finally {
    store.close();
  }
}

interface Run {
  readonly wall: number;
  readonly processor: number;
  readonly status: number;
  readonly error: string;
}

/** Runs a line of a shell and asks it for the times of its children. */
function run(line: string): Run {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `${line} > /dev/null; s=$?; times; exit $s`], {
    env,
    cwd: home,
    encoding: 'utf8',
  });
  const wall = performance.now() - start;
  const children = stdout.trim().split('\n').at(-1) ?? '';
  const processor = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
  return { wall, processor, status: status ?? -1, error: stderr.trim().split('\n').at(-1) ?? '' };
}

const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** @param times without the one that warms up; 0: that one counts. */
function measure({ words, before, after, status = 0 }: Line, times: number): void {
  const own: number[] = [];
  const results = Array.from({ length: times + 1 }, () => {
    own.push(run(`${node} -e 0`).processor);
    if (before) run(`${scribe} ${before}`);
    const result = run(`${scribe} ${words}`);
    if (after) run(`${scribe} ${after}`);
    return result;
  });
  const counted = times > 0 ? results.slice(1) : results;
  const processor = middle(counted.map((each) => each.processor));
  const failed = results.find((each) => each.status !== status);
  if (failed) process.exitCode = 1;
  print(words, middle(counted.map((each) => each.wall)), processor, processor - middle(own), [
    processor > most ? 'SLOW' : '',
    failed ? `exit ${failed.status}: ${failed.error}` : '',
  ]);
}

function print(
  words: string,
  wall: number,
  processor: number | null,
  excess: number | null,
  notes: readonly string[] = [],
): void {
  const numbers = [wall, processor, excess].map((each) => (each?.toFixed(0) ?? '-').padStart(8)).join('');
  console.log(`${words.padEnd(60)}${numbers}  ${notes.join(' ')}`.trimEnd());
}

const asLine = (line: string | Line): Line => (typeof line === 'string' ? { words: line } : line);
const isAsked = ({ words }: Line): boolean => words.includes(flags.only);

try {
  const meetingId = prepare();
  console.log(
    `${formatBytes(statSync(file).size)}; milliseconds: by the clock, of the processor, without node's own`,
  );
  for (const line of commands.map(asLine).filter(isAsked)) measure(line, runs);
  if (isAsked({ words: 'serve' })) {
    const times = Math.max(1, runs);
    for (const { path, wall, processor } of await measureServedPages(program, { env, times, meetingId }))
      print(`serve: GET ${path.slice(0, 20)}`, wall, processor, null, [wall > most ? 'SLOW' : '']);
  }
  console.log('What reads or writes everything, once:');
  for (const line of thorough.map(asLine).filter(isAsked)) {
    rmSync(join(home, 'BACKUP'), { force: true });
    measure(line, 0);
  }
} finally {
  if (!flags.store) rmSync(home, { recursive: true, force: true });
}
