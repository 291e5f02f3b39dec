/**
 * Breaks scribe off, fills its disk, moves its clock and so on, and looks whether anything is lost, doubled or half-written.
 * Run: npm run torture -- [--rounds 50] [--minutes 30] [--seed 1] [--jobs 2] [--only KIND,KIND] [--scenario NAME]
 *      npm run torture -- --replay SEED [--only KIND] [--scenario NAME] [--fault kill:17]
 *
 * Every round follows from one seed, which is printed. `--replay` plays one of them again, prints what each program said,
 * and keeps its folder. docs/torture.md says what is proven by it, and what is not.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../test/fixtures/random.js';
import { buildInjector } from './injector.js';
import { openWorkshop } from './references.js';
import { kindNames, type Played, playRound } from './round.js';
import { makeTemplates } from './templates.js';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.max(1, availableParallelism())) },
    only: { type: 'string', default: '' },
    scenario: { type: 'string' },
    fault: { type: 'string' },
    replay: { type: 'string' },
  },
});
const replayed = flags.replay === undefined ? null : Number(flags.replay);
const rounds = replayed === null ? Number(flags.rounds) : 1;
const only = flags.only.split(',').filter(Boolean);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scribe-torture-')));
const injector = buildInjector(folder);
if (injector.library === null)
  console.log(`no fault injector, and none of the rounds that need it: ${injector.reason}`);
const unknown = only.filter((name) => !kindNames(injector.library !== null).includes(name));
if (
  unknown.length > 0 ||
  !Number.isInteger(rounds) ||
  !Number.isInteger(Number(flags.seed)) ||
  Number.isNaN(Number(flags.minutes))
)
  throw new Error(`Numbers for --rounds, --seed and --minutes; --only takes ${kindNames(true).join(', ')}.`);

const workshop = openWorkshop(folder, await makeTemplates(folder), injector.library);
const random = createRandom(Number(flags.seed));
const seeds = Array.from({ length: rounds }, () => replayed ?? random.below(2 ** 31));
const played: Played[] = [];

function tell(round: Played, number: number): void {
  const { seed, kind, what, problems, elapsed } = round;
  const end = problems.length === 0 ? 'ok' : 'FAILED';
  console.log(`round ${number} seed ${seed} ${kind}: ${what}: ${end} ${(elapsed / 1000).toFixed(1)} s`);
  for (const problem of problems.slice(0, 12))
    for (const line of problem.split('\n').slice(0, 200)) console.log(`  ${line.slice(0, 600)}`);
  if (problems.length > 12) console.log(`  and ${problems.length - 12} more`);
  if (problems.length > 0) console.log(`  again: npm run torture -- --replay ${seed}${onlyFlag()}`);
}

const onlyFlag = () =>
  `${only.length > 0 ? ` --only ${flags.only}` : ''}${flags.scenario ? ` --scenario "${flags.scenario}"` : ''}`;

const end = performance.now() + 60_000 * Number(flags.minutes);
let next = 0;
async function work(): Promise<void> {
  while (next < seeds.length && performance.now() < end) {
    const number = next++;
    const { scenario, fault } = flags;
    const round = await playRound(workshop, {
      seed: seeds[number],
      only,
      scenario,
      fault,
      keep: replayed !== null,
    });
    played.push(round);
    tell(round, number + 1);
  }
}
await Promise.all(Array.from({ length: replayed === null ? Number(flags.jobs) : 1 }, work));

const failed = played.filter(({ problems }) => problems.length > 0);
for (const kind of kindNames(true)) {
  const those = played.filter((round) => round.kind === kind);
  const lost = those.filter((round) => failed.includes(round)).length;
  if (those.length > 0) console.log(`${kind.padEnd(18)} ${those.length} rounds, ${lost} failed`);
}
console.log(`${played.length} rounds from seed ${replayed ?? flags.seed}, ${failed.length} failed`);
if (replayed !== null)
  for (const { args, status, signal, stdout, stderr } of played[0].runs)
    console.log(`\n$ scribe ${args.join(' ')}\n${stdout}${stderr}[${signal ?? status}]`);
const kept = replayed !== null || failed.length > 0;
if (kept) console.log(`kept: ${folder}`);
else rmSync(folder, { recursive: true, force: true });
process.exitCode = failed.length > 0 ? 1 : 0;
