import { constants } from 'node:os';
import type { Random } from '../test/fixtures/random.js';
import { childrenOf } from './describe-hang.js';
import { type Finished, killGroup, type Launch } from './launch.js';
import type { Scenario } from './scenarios.js';

/** What an undisturbed run of a scenario takes. */
export interface Measure {
  /** How many things it does to files. */
  readonly things: number;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** What goes wrong in one run, and how it may end then. */
export interface Attack extends Pick<Launch, 'fault' | 'limits' | 'onStart'> {
  readonly what: string;
  /** It runs undisturbed. Then what was done to files is done again, as far as it was on the disk when the power went. */
  readonly powerCut?: true;
  /** Exit statuses that are right, beside 0; null: any end will do, if nothing is lost. */
  readonly ends: readonly (number | NodeJS.Signals | null)[];
}

export interface Kind {
  readonly name: string;
  readonly weight: number;
  /** Whether it can be done without the fault injector. */
  readonly plain: boolean;
  readonly fits?: (scenario: Scenario) => boolean;
  readonly attack: (random: Random, measure: Measure) => Attack;
}

const errors = constants.errno;

/** How a command ends whose files cannot be written: the store, the output, or one of several recordings failed. */
const unwritten = [5, 6, 7] as const;

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)];

const oneOf = (random: Random, { things }: Measure): number => 1 + random.below(Math.max(1, things));

const after = (random: Random, { elapsed }: Measure): number => Math.round(random.uniform() * elapsed);

const injected = (fault: string, ends: Attack['ends']): Attack => ({ what: fault, fault, ends });

/** What a signal does to scribe, beside ending well before it has any effect. */
const signals: readonly (readonly [NodeJS.Signals, Attack['ends']])[] = [
  ['SIGINT', [130, 'SIGINT']],
  ['SIGTERM', [130, 'SIGTERM']],
  ['SIGHUP', [130, 'SIGHUP']],
  ['SIGQUIT', ['SIGQUIT']],
  ['SIGUSR1', []],
  ['SIGUSR2', ['SIGUSR2']],
  ['SIGALRM', ['SIGALRM']],
  ['SIGPIPE', ['SIGPIPE']],
  ['SIGWINCH', []],
  ['SIGTSTP', []],
];

export const kinds: readonly Kind[] = [
  {
    name: 'kill-at-write',
    weight: 30,
    plain: false,
    attack: (random, measure) =>
      injected(`${pick(random, ['kill', 'torn', 'killmain'])}:${oneOf(random, measure)}`, ['SIGKILL', 130]),
  },
  {
    name: 'kill-at-moment',
    weight: 12,
    plain: true,
    attack: (random, measure) => {
      const [delay, all] = [after(random, measure), random.uniform() < 0.5];
      return {
        what: `SIGKILL to ${all ? 'the group' : 'the program'} after ${delay} ms`,
        onStart: (child) => later(delay, () => (all ? killGroup(child, 'SIGKILL') : child.kill('SIGKILL'))),
        ends: ['SIGKILL'],
      };
    },
  },
  {
    name: 'disk-full',
    weight: 12,
    plain: false,
    attack: (random, measure) =>
      injected(`${pick(random, ['from', 'short'])}:${oneOf(random, measure)}:${errors.ENOSPC}`, unwritten),
  },
  {
    name: 'read-only',
    weight: 7,
    plain: false,
    attack: (random, measure) =>
      injected(`from:${random.uniform() < 0.5 ? 1 : oneOf(random, measure)}:${errors.EROFS}`, unwritten),
  },
  {
    name: 'io-error',
    weight: 10,
    plain: false,
    attack: (random, measure) =>
      injected(`${pick(random, ['once', 'from'])}:${oneOf(random, measure)}:${errors.EIO}`, unwritten),
  },
  {
    name: 'power-cut',
    weight: 8,
    plain: false,
    attack: () => ({ what: 'power cut', powerCut: true, ends: [] }),
  },
  {
    name: 'child-killed',
    weight: 5,
    plain: true,
    fits: ({ pipeline }) => pipeline,
    attack: (random, measure) => {
      const delay = after(random, measure);
      return {
        what: `SIGKILL to the pipeline after ${delay} ms`,
        onStart: ({ pid }) =>
          later(delay, () => {
            for (const child of childrenOf(pid!)) process.kill(child, 'SIGKILL');
          }),
        ends: [130],
      };
    },
  },
  {
    name: 'memory',
    weight: 4,
    plain: true,
    fits: ({ pipeline }) => pipeline,
    attack: (random) => {
      // Node reserves about 600 MB of addresses; the networks and their threads want a gigabyte or two.
      const kilobytes = 600_000 + random.below(2_400_000);
      return {
        what: `ulimit -v ${kilobytes}`,
        limits: `ulimit -v ${kilobytes}`,
        ends: [null],
      };
    },
  },
  {
    name: 'signal',
    weight: 12,
    plain: true,
    attack: (random, measure) => {
      // Before its first line scribe cannot keep Node from opening a debugger.
      const [signal, ends] = pick(
        random,
        signals.filter(([name]) => name !== 'SIGUSR1'),
      );
      const [delay, all] = [after(random, measure), random.uniform() < 0.5];
      const send = (child: Parameters<typeof killGroup>[0], sent: NodeJS.Signals) =>
        all ? killGroup(child, sent) : child.kill(sent);
      return {
        what: `${signal} to ${all ? 'the group' : 'the program'} after ${delay} ms`,
        onStart: (child) => {
          later(delay, () => send(child, signal));
          if (signal === 'SIGTSTP') later(delay + 300, () => send(child, 'SIGCONT'));
        },
        ends,
      };
    },
  },
  {
    name: 'signal-at-write',
    weight: 5,
    plain: false,
    attack: (random, measure) => {
      const [signal, ends] = pick(
        random,
        signals.filter(([name]) => name !== 'SIGTSTP'),
      );
      return {
        ...injected(`signal:${oneOf(random, measure)}:${constants.signals[signal]}`, ends),
        what: `${signal} at a write`,
      };
    },
  },
  {
    name: 'clock',
    weight: 6,
    plain: false,
    attack: (random, measure) => {
      const hours = pick(random, [1, 24, 24 * 400, 24 * 365 * 12]) * (random.uniform() < 0.5 ? -1 : 1);
      return injected(`clock:${oneOf(random, measure)}:${hours * 3600}`, []);
    },
  },
];

/** Does something to a process that may have ended by then. */
function later(delay: number, act: () => unknown): void {
  setTimeout(() => {
    try {
      act();
    } catch {
      // It has ended.
    }
  }, delay);
}

/** Frames of JavaScript: what a user must not see. */
const stack = /^\s+at .*[(/]?[\w./:-]+:\d+:\d+\)?$/m;

/** What is wrong with how a run ended, and the last it said; null: nothing. */
export function judgeEnd(run: Finished, attack: Pick<Attack, 'ends'>): string | null {
  const wrong = complaintAbout(run, attack);
  return wrong && `${wrong}. ${run.stderr.trim().slice(-400)}`;
}

function complaintAbout(run: Finished, { ends }: Pick<Attack, 'ends'>): string | null {
  const told = `${run.stderr}${run.stdout}`;
  const how = run.signal ?? run.status;
  if (run.hung !== null) return `it hangs: ${run.hung}`;
  if (/Debugger listening/.test(told)) return 'it opens a port for a debugger';
  // Without memory Node, the loader of libraries and the networks end in ways of their own, stacks included.
  const died = ends.includes(null) && run.status !== 0;
  if (!died && run.status === 1) return 'it ends as a bug (1)';
  if (!died && stack.test(told)) return 'it prints a stack';
  if (run.status === 0 || died || ends.includes(how)) return null;
  return `it ends with ${how}, which is none of ${[0, ...ends].join(', ')}`;
}
