import type { Random } from '../test/fixtures/random.js';
import { judgeEnd } from './attacks.js';
import { checkAll } from './check-all.js';
import { type Finished, launch } from './launch.js';
import { startReader } from './reader.js';
import { demand, quietCommand, type Workshop } from './references.js';
import { type Scenario, scenarios } from './scenarios.js';
import { differences, readState } from './state.js';
import { copyTemplate } from './templates.js';

/** Eight programs at once in one store, whose work comes to the same in any order. */
interface Crowd {
  readonly name: string;
  readonly weight: number;
  readonly what: string;
  /** What comes to the same when it is done one after the other. */
  readonly each: readonly Scenario[];
  /** How many programs do each of it. */
  readonly programs: number;
}

const day = ['--date', '2026-01-05T10:00+01:00'];

const ingest = (name: 'fresh' | 'voice' | 'maya' | 'tom'): Scenario => ({
  ...scenarios[0],
  name: `ingest ${name}`,
  args: ({ out }, { media }) => ['ingest', media[name], ...day, '--out', out],
});

const commuting = [
  'speakers rename',
  'meetings name',
  'meetings edit',
  'edit',
  'vocabulary add',
  'tasks add',
  'notes add',
  'markers add',
];

export const crowds: readonly Crowd[] = [
  {
    name: 'crowd-on-one',
    weight: 1,
    what: 'eight times the same recording',
    each: [ingest('fresh')],
    programs: 8,
  },
  {
    name: 'crowd-on-four',
    weight: 1,
    what: 'four recordings, each twice',
    each: [ingest('fresh'), ingest('voice'), ingest('maya'), ingest('tom')],
    programs: 2,
  },
  {
    name: 'crowd-of-commands',
    weight: 3,
    what: 'eight commands that change the same meeting',
    each: scenarios.filter(({ name }) => commuting.includes(name)),
    programs: 1,
  },
];

/** @returns what is not as it would be if one had come after the other. */
export async function playCrowd(
  { name, each, programs }: Crowd,
  round: {
    readonly workshop: Workshop;
    readonly folder: string;
    readonly random: Random;
    readonly runs: Finished[];
  },
): Promise<string[]> {
  const { workshop, folder, random, runs } = round;
  const { before, after } = await workshop.reference(name, each);
  const template = workshop.templates.meetings;
  const place = copyTemplate(template, folder);
  const all = each.flatMap((scenario) => Array.from({ length: programs }, () => scenario));
  const inOrder = all.map((scenario) => ({ scenario, delay: random.uniform() * 100 }));
  const reader = programs > 1 ? startReader(place, template.known) : null;
  const finished = await Promise.all(
    inOrder.map(async ({ scenario, delay }) => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return launch({ args: scenario.args(place, template), place, library: null });
    }),
  );
  runs.push(...finished);
  const problems = finished.flatMap((run) => {
    const wrong = judgeEnd(run, { ends: [] });
    return wrong ? [`scribe ${run.args.join(' ')}: ${wrong}`] : [];
  });
  const quiet = await launch({ args: quietCommand, place, library: null });
  runs.push(quiet);
  demand(quiet);
  problems.push(...differences(readState(place, template.known), after));
  problems.push(...(reader?.stop([before, after]) ?? []), ...(await checkAll(place, template.known)));
  return problems;
}
