import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '../test/fixtures/random.js';
import { type Attack, judgeEnd, kinds } from './attacks.js';
import { checkAll } from './check-all.js';
import { crowds, playCrowd } from './crowds.js';
import { type Finished, launch } from './launch.js';
import { readDeeds, redo, surviving } from './power-cut.js';
import { findReadable, textsOf } from './readable.js';
import { startReader } from './reader.js';
import { demand, quietCommand, type Reference, type Workshop } from './references.js';
import { type Scenario, scenarios } from './scenarios.js';
import { differences, type Place, readState } from './state.js';
import { copyFolders, copyTemplate, type Template } from './templates.js';

export interface Played {
  readonly seed: number;
  readonly kind: string;
  /** Which command, and what went wrong in it. */
  readonly what: string;
  /** What is not as it has to be; empty: the round is won. */
  readonly problems: readonly string[];
  /** Everything that was run. */
  readonly runs: readonly Finished[];
  readonly folder: string;
  /** Milliseconds. */
  readonly elapsed: number;
}

export interface RoundOptions {
  readonly seed: number;
  /** Names of the kinds to choose from; empty: all that can be done here. */
  readonly only: readonly string[];
  /** Name of the scenario instead of one that the seed chooses. */
  readonly scenario?: string;
  /** For the injector, instead of what the seed gives: `kill:17`. */
  readonly fault?: string;
  /** Keeps the folder of the round. */
  readonly keep: boolean;
}

/** Names of the kinds of rounds that can be played, given whether there is an injector. */
export const kindNames = (injector: boolean): string[] => [
  ...kinds.filter(({ plain }) => plain || injector).map(({ name }) => name),
  ...crowds.map(({ name }) => name),
];

/** One of a list, by weight. */
export function choose<T extends { readonly weight: number }>(random: Random, from: readonly T[]): T {
  let rest = random.uniform() * from.reduce((sum, { weight }) => sum + weight, 0);
  for (const each of from) {
    rest -= each.weight;
    if (rest < 0) return each;
  }
  return from[from.length - 1];
}

/** Plays one round: everything in it follows from the seed. */
export async function playRound(workshop: Workshop, options: RoundOptions): Promise<Played> {
  const { seed, only, keep } = options;
  const random = createRandom(seed);
  const offered = [...kinds.filter(({ plain }) => plain || workshop.library !== null), ...crowds];
  const kind = choose(
    random,
    offered.filter(({ name }) => only.length === 0 || only.includes(name)),
  );
  const folder = join(workshop.folder, `round-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const runs: Finished[] = [];
  const problems: string[] = [];
  let what = '';
  try {
    if ('attack' in kind) {
      const fitting = scenarios.filter(
        (each) => workshop.templates[each.template] !== null && (kind.fits?.(each) ?? true),
      );
      const scenario = scenarios.find(({ name }) => name === options.scenario) ?? choose(random, fitting);
      const { measure, ...reference } = await workshop.reference(scenario.name, [scenario]);
      const template = workshop.templates[scenario.template]!;
      const attack = withFault(kind.attack(random, measure), options.fault);
      what = `${scenario.name}, ${attack.what}`;
      const place = copyTemplate(template, folder);
      problems.push(
        ...(await playAttack({ workshop, scenario, template, attack, place, random, reference, runs })),
      );
    } else {
      what = kind.what;
      problems.push(...(await playCrowd(kind, { workshop, folder, random, runs })));
    }
  } catch (thrown) {
    problems.push(thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (!keep && problems.length === 0) rmSync(folder, { recursive: true, force: true });
  return { seed, kind: kind.name, what, problems, runs, folder, elapsed: performance.now() - began };
}

const withFault = (attack: Attack, fault?: string): Attack =>
  fault === undefined ? attack : { ...attack, fault, what: fault };

interface Attacked {
  readonly workshop: Workshop;
  readonly scenario: Scenario;
  readonly template: Template;
  readonly attack: Attack;
  readonly place: Place;
  readonly random: Random;
  readonly reference: Omit<Reference, 'measure'>;
  readonly runs: Finished[];
}

async function playAttack(round: Attacked): Promise<string[]> {
  const { workshop, scenario, template, attack, place, random, reference, runs } = round;
  const { before, after, findings } = reference;
  const { known } = template;
  const args = scenario.args(place, template);
  const run = async (
    options: Omit<Parameters<typeof launch>[0], 'place' | 'library'>,
    library: string | null = null,
  ) => {
    const finished = await launch({ ...options, place, library });
    runs.push(finished);
    return finished;
  };
  const problems: string[] = [];
  const { fault, limits, onStart, powerCut } = attack;
  const log = powerCut && join(place.folder, 'deeds');
  const base = `${place.folder}-base`;
  if (powerCut) copyFolders(place.folder, base);
  const reader = powerCut ? null : startReader(place, known);
  const injects = powerCut || fault !== undefined;
  const attacked = await run({ args, fault, limits, onStart, log }, injects ? workshop.library : null);
  const claims = attacked.status === 0 && (!log || cutPower(log, place, base, random));
  const wrong = judgeEnd(attacked, attack);
  if (wrong) problems.push(`scribe ${args.join(' ')}: ${wrong}`);
  const texts = place.keyFile ? textsOf([before, after]) : [];
  const look = () => {
    if (place.keyFile) problems.push(...findReadable(place, texts));
  };
  look();

  if (random.uniform() < 0.25 && scenario.template !== 'older') {
    const check = await run({ args: ['store', 'check'] });
    if (check.status !== 0) problems.push(`right after it, store check says: ${check.stdout}${check.stderr}`);
  }
  demand(await run({ args: quietCommand }));
  if (scenario.whole) {
    const found = readState(place, known);
    const [fromBefore, fromAfter] = [before, after].map((state) =>
      differences(found, state).filter((each) => !working.test(each)),
    );
    const done = fromAfter.length === 0;
    if (!done && fromBefore.length > 0)
      problems.push(...closer(fromBefore, fromAfter).map((each) => `neither before nor after: ${each}`));
    if (!done && claims) problems.push(...fromAfter.map((each) => `it said that it was done: ${each}`));
    if (!done) demand(await run({ args }));
  } else demand(await run({ args }));
  demand(await run({ args: scenario.pipeline ? sweepingCommand : quietCommand }));
  look();
  const states = [before, after];
  problems.push(...differences(readState(place, known), after), ...(reader?.stop(states) ?? []));
  problems.push(...(await checkAll(place, known)).filter((each) => !findings.includes(each)));
  return problems;
}

/**
 * Leaves in the folders of a round what a power cut at some moment would have. @returns whether everything had been done
 * before it.
 */
function cutPower(log: string, place: Place, base: string, random: Random): boolean {
  const deeds = readDeeds(readFileSync(log));
  // In every fourth round after the last of them: what scribe has said to be done is to be there.
  const until = random.uniform() < 0.25 ? deeds.length : random.below(deeds.length + 1);
  for (const folder of [place.home, place.out]) rmSync(folder, { recursive: true, force: true });
  copyFolders(base, place.folder);
  rmSync(base, { recursive: true });
  redo(surviving(deeds, until, random));
  return until === deeds.length;
}

/** Decoded sound of a run that has ended is kept for the next one on that recording, until another one sweeps it. */
const sweepingCommand = ['store', 'prune', '--audio'];
const working = /^home\/cache\/(spool|locks)\//;

const closer = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.length < b.length ? a : b;
