import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizeEnglish } from '../normalize-english.js';
import { linesInPlace } from '../score-places.js';
import { parseStm } from '../score-words.js';
import type { ExpectedCase } from './expected.js';

/** A run that takes longer than this hangs, in milliseconds: the slowest case takes a minute. */
const patience = 300_000;

const program = join(import.meta.dirname, '..', '..', 'bin', 'scribe.js');

/** The characters that no output may carry: C0 but tab and newline, DEL, C1, and what turns the direction of text. */
const controls = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

interface Transcript {
  readonly recording: { readonly durationMs: number };
  readonly warnings: readonly string[];
  readonly speakers: readonly unknown[];
  readonly turns: readonly {
    readonly text: string;
    readonly words: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
  }[];
  readonly suppressed: readonly unknown[];
}

/** What scribe made of a case, and everything in it that is not as it has to be. */
export interface CaseOutcome {
  readonly status: number | null;
  readonly seconds: number;
  readonly meetings: number;
  readonly transcript: Transcript | null;
  /** Lines of the .stm file at their place, of how many. */
  readonly lines: readonly [found: number, of: number] | null;
  /** What was said about it: warnings and notes, on the terminal and in the transcript. */
  readonly said: string;
  readonly problems: readonly string[];
}

/** What tests do around an ingest, to spare it what another one has done. */
interface AroundIngest {
  readonly before: (home: string) => void;
  readonly after: (home: string) => void;
}

/** Runs a case through the built program, in a home of its own. */
export async function runCase(
  expected: ExpectedCase,
  folder: string,
  around?: AroundIngest,
): Promise<CaseOutcome> {
  const home = mkdtempSync(join(tmpdir(), 'scribe-case-'));
  try {
    around?.before(home);
    const startedAt = performance.now();
    const paths = expected.inputs.map((input) => join(folder, input));
    const ingest = await scribe(home, ['ingest', ...paths], expected.env);
    const seconds = (performance.now() - startedAt) / 1000;
    around?.after(home);
    const list = await scribe(home, ['meetings', 'list', '--json'], expected.env);
    const meetings = JSON.parse(list.stdout) as { id: string; status: string }[];
    const completed = meetings.filter(({ status }) => status === 'completed');
    const read = (name: string) =>
      completed.map(({ id }) => readFileSync(join(home, 'artifacts', id, name), 'utf8'));
    const texts = read('transcript.json');
    const documents = ['md', 'vtt', 'srt', 'txt'].flatMap((format) => read(`transcript.${format}`));
    const transcript = texts.length === 1 ? (JSON.parse(texts[0]) as Transcript) : null;
    const stmPath = join(folder, `${expected.name}.stm`);
    const reference = existsSync(stmPath) ? parseStm(readFileSync(stmPath, 'utf8')) : [];
    const found = transcript ? linesInPlace(reference, wordsOf(transcript), normalizeEnglish) : [];
    const outcome = {
      status: ingest.status,
      seconds,
      meetings: completed.length,
      transcript,
      lines: found.length > 0 ? ([found.filter(Boolean).length, found.length] as const) : null,
      said: `${ingest.stdout}\n${ingest.stderr}\n${documents.join('\n')}`,
    };
    const outputs = [ingest.stdout, ingest.stderr, list.stdout, ...texts, ...documents];
    return { ...outcome, problems: problemsOf(expected, outcome, outputs) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function wordsOf(transcript: Transcript) {
  return transcript.turns.flatMap((turn) =>
    turn.words.map(({ text, startMs, endMs }) => ({ text, start: startMs / 1000, end: endMs / 1000 })),
  );
}

function problemsOf(
  expected: ExpectedCase,
  { status, meetings, transcript, lines, said }: Omit<CaseOutcome, 'problems'>,
  outputs: readonly string[],
): string[] {
  const problems: string[] = [];
  const statuses = [expected.status].flat();
  if (status === null) problems.push('does not end');
  else if (!statuses.includes(status)) problems.push(`exit ${status}`);
  if (meetings !== expected.meetings) problems.push(`${meetings} meetings`);
  if (/\n\s+at \S+ \(/.test(said)) problems.push('a stack is printed');
  if (outputs.some((text) => controls.test(text.replaceAll('\r\n', '\n'))))
    problems.push('a control character is printed');
  if (transcript) {
    const duration = transcript.recording.durationMs / 1000;
    if (expected.duration && Math.abs(duration - expected.duration) > 0.5)
      problems.push(`lasts ${duration} s`);
    if (expected.words && (!lines || lines[0] < lines[1])) problems.push(`lines ${lines?.join(' of ')}`);
    if (expected.speakers && transcript.speakers.length !== expected.speakers)
      problems.push(`${transcript.speakers.length} speakers`);
    if (expected.turns && transcript.turns.length !== expected.turns)
      problems.push(`${transcript.turns.length} turns`);
    if (expected.quiet && transcript.warnings.length > 0)
      problems.push(`warns: ${transcript.warnings.join(' ')}`);
    const text = transcript.turns.map((turn) => turn.text).join('\n');
    for (const pattern of expected.lacks ?? []) if (pattern.test(text)) problems.push(`says ${pattern}`);
  }
  if (expected.quiet && /warning/i.test(said)) problems.push('a warning is printed');
  for (const pattern of expected.says ?? [])
    if (!pattern.test(said)) problems.push(`does not say ${pattern}`);
  return problems;
}

function scribe(
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, SCRIBE_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: out.join(''), stderr: err.join('') }));
  });
}
