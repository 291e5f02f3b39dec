/**
 * Hostile inputs: thousands of them, each made of one seed, and what scribe makes of them.
 *
 *     npm run fuzz -- --files 10000 --seed 1
 *     npm run fuzz -- --only media --replay 1000042
 *
 * What is a fault: an exit status other than documented, an error that does not name the file or does not say what to do
 * next, a stack trace, a hang, memory without bounds, a file that nobody named, a file left behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { areas } from './areas.js';
import { type Outcome, seedOf } from './case.js';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    replay: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    'no-fixed': { type: 'boolean', default: false },
  },
});
const number = (name: 'files' | 'seed' | 'replay' | 'jobs') => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} is "${values[name]}", no whole number.`);
  return value;
};
if (Number.isNaN(Number(values.minutes))) throw new Error(`--minutes is "${values.minutes}", no number.`);
const names = values.only ? [values.only] : Object.keys(areas);
if (names.some((name) => !(name in areas)))
  throw new Error(`--only is "${values.only}"; there are ${Object.keys(areas).join(', ')}.`);
if (values.replay !== undefined && !values.only)
  throw new Error('--replay needs --only: which area the seed is of.');

const started = performance.now();
const end = started + 60_000 * Number(values.minutes);
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
let faulty = 0;
/** Seconds after which a case is named, though nothing is wrong with it. */
const slow = 20;

for (const name of names) {
  const replay = values.replay !== undefined;
  const folder = mkdtempSync(join(tmpdir(), `scribe-fuzz-${name}-`));
  const area = await areas[name]({ folder, keep: replay });
  const results = new Map<string, number>();
  let cases = 0;
  const report = ({ what, result, faults }: Outcome, label: string) => {
    cases++;
    results.set(result, (results.get(result) ?? 0) + 1);
    if (faults.length > 0) faulty++;
    for (const fault of faults) console.log(`FAULT ${name} ${label}: ${what}\n  ${fault}`);
    if (replay) console.log(`${name} ${label}: ${what}: ${result}`);
  };
  try {
    if (replay) {
      report(await area.run(number('replay')), values.replay!);
      console.log(`Its files are in ${folder}`);
    } else {
      const count = number('files');
      const todo = [
        ...(values['no-fixed'] ? [] : area.fixed.map((run, i) => ({ run, label: `fixed ${i}` }))),
        ...Array.from({ length: count }, (_, i) => {
          const seed = seedOf(number('seed'), i);
          return { run: () => area.run(seed), label: `--only ${name} --replay ${seed}` };
        }),
      ];
      const next = todo[Symbol.iterator]();
      const work = async () => {
        for (const { run, label } of next) {
          if (performance.now() > end) return;
          const began = performance.now();
          const outcome = await run();
          report(outcome, label);
          const took = (performance.now() - began) / 1000;
          if (took > slow)
            console.log(`${name} ${label}: ${outcome.what}: ${outcome.result} after ${took.toFixed(0)} s`);
          if (cases % 500 === 0) console.log(`${name}: ${cases} of ${todo.length}, ${seconds()}`);
        }
      };
      await Promise.all(Array.from({ length: number('jobs') }, work));
      const listed = [...results].sort((a, b) => b[1] - a[1]).map(([result, times]) => `${result} ${times}`);
      console.log(`${name}: ${cases} cases, seed ${values.seed}: ${listed.join(', ')}; ${seconds()}`);
    }
  } finally {
    await area.close();
    if (!replay) rmSync(folder, { recursive: true, force: true });
  }
}
console.log(faulty === 0 ? 'No faults.' : `${faulty} cases with faults.`);
process.exitCode = faulty === 0 ? 0 : 1;
