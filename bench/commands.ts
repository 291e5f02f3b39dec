/**
 * How long every command takes on a large store: whole processes, from the start of node to the end.
 * Run: npm run bench:commands -- [--meetings 10000] [--people 200] [--runs 5] [--store FOLDER] [--only WORDS]
 *
 * With --store the store is made in that folder, or used again if there is one. Each command runs once to warm up, then
 * as often as is said. Printed are the median of the time and of the time of the processor, and what is above 200 ms.
 * On a busy machine the time of the processor says more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/domain/bytes.js';
import { openStore } from '../src/store/open-store.js';
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
const scribe = `'${process.execPath}' '${program}'`;
const runs = Number(flags.runs);
const home = flags.store ? resolve(flags.store) : mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const file = join(home, 'scribe.db');
const env = { ...process.env, SCRIBE_HOME: home };
/** Milliseconds that a command may take. */
const most = 200;

interface Line {
  readonly words: string;
  /** Run before and after each time, and not measured. */
  readonly before?: string;
  readonly after?: string;
}

const name = "meetings name last S1 'Somebody new'";

/** `Maya 1` and so on are who `fillStore` enrolls. */
const commands: readonly (string | Line)[] = [
  '--help',
  'meetings list --limit 100',
  'meetings list --status failed',
  "meetings list --speaker 'Maya 1'",
  'meetings list --from 2026-03',
  'meetings list --text monday --limit 100',
  'meetings show last',
  'meetings edit last --title Renamed',
  { words: name, after: 'undo' },
  { words: 'undo', before: name },
  'transcript last',
  'transcript last --format srt',
  'transcript last --format json',
  'search monday',
  'search \'"ship this"\'',
  "search monday --speaker 'Maya 1'",
  'insights last',
  'analytics last',
  "analytics --speaker 'Maya 1'",
  'tasks list',
  "tasks add last 'Write to Anna'",
  'notes list last',
  "notes add last 'A note'",
  'markers list last',
  "markers add last 'The format stays' --type decision --at 0:05",
  'ask what about monday',
  'edit last --print',
  { words: 'edit last --replace ship=send --yes', after: 'undo' },
  'review last --list',
  'vocabulary list',
  { words: 'vocabulary add Rijnmond', after: 'vocabulary remove Rijnmond' },
  'vocabulary apply last --dry-run',
  'speakers list',
  "speakers show 'Maya 1'",
  "speakers samples list 'Maya 1'",
  'speakers unknown',
  'speakers calibrate',
  'relabel last',
  'log',
  'store info',
  'open last --print-path',
  'watch EMPTY --once',
  'watch --list',
  'models list',
  'config list',
  'spec --json',
  'meetings rm last --yes',
];

/** What reads all there is, by its nature. */
const thorough: readonly string[] = [
  'meetings list',
  'meetings list --json',
  // Writes the transcripts of a hundred meetings.
  "speakers rename 'Tom 2' Tomas",
  "speakers merge 'Anna 3' 'José 4'",
  'speakers review',
  'relabel --all --dry-run',
  'edit --all-meetings --replace zebra=horse --dry-run',
  'doctor',
  'store check',
  'store backup BACKUP',
  'store vacuum',
];

function fill(): void {
  const started = performance.now();
  const store = openStore({ home, now: new Date().toISOString() });
  fillStore(store, { meetings: Number(flags.meetings), people: Number(flags.people) });
  store.close();
  console.log(`${flags.meetings} meetings made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
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

function measure({ words, before, after }: Line, runs: number): void {
  const results = Array.from({ length: runs + 1 }, () => {
    if (before) run(`${scribe} ${before}`);
    const result = run(words === '-e 0' ? `'${process.execPath}' -e 0` : `${scribe} ${words}`);
    if (after) run(`${scribe} ${after}`);
    return result;
  });
  // The first time warms up.
  const counted = runs > 0 ? results.slice(1) : results;
  const processor = middle(counted.map((each) => each.processor));
  const failed = results.find(({ status }) => status !== 0);
  const notes = [processor > most ? 'SLOW' : '', failed ? `exit ${failed.status}: ${failed.error}` : ''];
  console.log(
    `${words.padEnd(48)}${middle(counted.map((each) => each.wall))
      .toFixed(0)
      .padStart(7)}${processor.toFixed(0).padStart(7)}  ${notes.join(' ')}`.trimEnd(),
  );
}

try {
  if (!existsSync(file)) fill();
  mkdirSync(join(home, 'EMPTY'), { recursive: true });
  console.log(`${formatBytes(statSync(file).size)}; milliseconds: by the clock, of the processor`);
  measure({ words: '-e 0' }, runs);
  for (const line of commands.map((each) => (typeof each === 'string' ? { words: each } : each)))
    if (line.words.includes(flags.only)) measure(line, runs);
  console.log('What reads everything:');
  for (const words of thorough.filter((each) => each.includes(flags.only))) {
    rmSync(join(home, 'BACKUP'), { force: true });
    measure({ words }, 0);
  }
} finally {
  if (!flags.store) rmSync(home, { recursive: true, force: true });
}
