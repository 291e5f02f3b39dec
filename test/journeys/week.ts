import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeReaderFolder, type ReaderFolder } from '../../scripts/reader-folder.js';
import { ffmpegPath } from './run-scribe.js';

/*
 * A week with scribe, as one person types it. `week.test.ts` runs it and checks what is printed; `scripts/week-page.ts`
 * runs it on a terminal and makes docs/a-week.md of it, so the page shows what is tested.
 */

export interface Step {
  readonly day: string;
  /** What the reader of the page is told first. */
  readonly tells: string;
  /** What is typed; given what the steps before have printed, newest last. */
  readonly typed: string | ((printed: readonly string[]) => string);
  /** What must stand in what is printed, and what must not. */
  readonly has: readonly RegExp[];
  readonly lacks?: readonly RegExp[];
  /** A file name of the browser's picture that the page shows below. */
  readonly page?: string;
}

const people = ['Maya', 'Tom', 'Angus'];

export const week: readonly Step[] = [
  {
    day: 'Monday',
    tells: 'Three people who agreed to it say a few sentences each, once. scribe learns their voices.',
    typed: people
      .map((name) => `scribe speakers enroll ${name} examples/voice-${name.toLowerCase()}.ogg --consent`)
      .join('\n'),
    has: people.map((name) => new RegExp(`^${name}: 1 new sample`, 'm')),
  },
  {
    day: 'Monday',
    tells: 'The stand-up was recorded on a phone.',
    typed: 'scribe ingest 2026-01-05_standup.ogg --title "Monday stand-up"',
    has: [/Monday stand-up|standup/, /Maya/, /Tom/, /Angus/],
  },
  {
    day: 'Monday',
    tells:
      'What was it about? These are sentences of the meeting, with their times; no language model wrote them.',
    typed: 'scribe insights last',
    has: [
      /^Summary$/m,
      /^Decisions$/m,
      /0:25 +Maya: .*the decision is/,
      /^Action items$/m,
      /Angus, due 2026-01-07/,
    ],
  },
  {
    day: 'Tuesday',
    tells: 'Somebody said something about finance. Who, and when?',
    typed: 'scribe search finance',
    has: [
      /0:48 /,
      /Maya: The budget is a risk, .*finance.* for three weeks/,
      /Maya: I will call .*finance.* today/,
    ],
  },
  {
    day: 'Tuesday',
    tells: 'One word was heard wrongly. It is put right, here and in every file of the meeting.',
    typed: "scribe edit last --replace 'deep the format=keep the format'",
    has: [/keep the format/],
  },
  {
    day: 'Tuesday',
    tells: 'The transcript says it now. What was recognized is still in the store.',
    typed: 'scribe transcript last --format txt | grep format',
    has: [/Maya: .*we keep the format and ship on Thursday/],
    lacks: [/deep/],
  },
  {
    day: 'Wednesday',
    tells: 'Angus wants to be called by his whole name. That is one change, for all meetings.',
    typed: 'scribe speakers rename Angus "Angus Byrne"',
    has: [/Angus Byrne/],
  },
  {
    day: 'Wednesday',
    tells: 'Then he changes his mind. Everything that a person does can be taken back, newest first.',
    typed: 'scribe undo',
    has: [/is undone/, /1 transcript written again/],
  },
  {
    day: 'Wednesday',
    tells: 'The log has what was done.',
    typed: 'scribe log last',
    has: [/keep the format/],
  },
  {
    day: 'Thursday',
    tells:
      'The meeting is a page, too: with a player that marks the words, search, and everything that is worth seeing.',
    typed: 'scribe open last --print-path',
    has: [/page\.html$/m],
    page: 'a-week-page.png',
  },
  {
    day: 'Thursday',
    tells:
      'A question gets the passages that answer it. With a language model on this machine, it gets an answer with citations.',
    typed: 'scribe ask "What did we decide about the format?"',
    has: [/Maya: Good, then the decision is that we keep the format and ship/, /no language model/],
  },
  {
    day: 'Thursday',
    tells: 'Angus has done what he said on Monday.',
    typed: 'scribe tasks list --owner Angus',
    has: [/2026-01-07 overdue +Angus +todo +I will fix the import/],
  },
  {
    day: 'Thursday',
    tells: 'So it is ticked off, by the id in the first column.',
    typed: (printed) => `scribe tasks done ${/^([0-9a-f]{8}) .*fix the import/m.exec(printed.at(-1)!)?.[1]}`,
    has: [/fix the import/],
  },
  {
    day: 'Friday',
    tells:
      'The recordings of four days lie in a folder. `scribe watch` processes what appears there; with `--once` it stops when all is done.',
    typed: 'scribe watch inbox --once --settle 1 --quiet',
    has: [/2026-01-06/, /2026-01-07/, /2026-01-08/, /2026-01-09/],
  },
  {
    day: 'Friday',
    tells: 'The week is in the store.',
    typed: 'scribe meetings list --sort date',
    has: [
      /2026-01-05 .*Maya.* Monday stand-up/,
      /2026-01-06 .*Angus/,
      /2026-01-07 .*Maya/,
      /2026-01-08 .*Tom/,
      /2026-01-09 /,
    ],
  },
];

/** Where the week takes place: Monday's recording is there, and those of the other days wait in `inbox`. */
export function makeWeek(): ReaderFolder {
  const reader = makeReaderFolder();
  const at = (...parts: string[]) => join(reader.folder, ...parts);
  copyFileSync(at('examples', 'standup.ogg'), at('2026-01-05_standup.ogg'));
  mkdirSync(at('inbox'));
  for (const [day, name] of [
    ['2026-01-06', 'angus'],
    ['2026-01-07', 'maya'],
    ['2026-01-08', 'tom'],
  ])
    copyFileSync(at('examples', `voice-${name}.ogg`), at('inbox', `${day}_${name}.ogg`));
  // Somebody who speaks faster, and another one after: no recording that is known sounds like it.
  const joined = '[0:a]atempo=1.15[a];[1:a]atempo=1.1[b];[a][b]concat=n=2:v=0:a=1';
  const inputs = ['tom', 'maya'].flatMap((name) => ['-i', at('examples', `voice-${name}.ogg`)]);
  const to = at('inbox', '2026-01-09_call.ogg');
  execFileSync(ffmpegPath, ['-v', 'error', ...inputs, '-filter_complex', joined, '-c:a', 'libopus', to]);
  return reader;
}

export interface Done {
  readonly step: Step;
  readonly typed: string;
  readonly status: number | null;
  /** Standard output, then standard error. */
  readonly printed: string;
}

/** Does one step as `bash` does what is typed. */
export function doStep(step: Step, { folder, env }: ReaderFolder, printed: readonly string[]): Done {
  const typed = typeof step.typed === 'string' ? step.typed : step.typed(printed);
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', typed], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { step, typed, status, printed: stdout + stderr };
}
