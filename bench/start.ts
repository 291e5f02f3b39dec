/**
 * How long the program takes to say something, beside the start of node itself: whole processes, from the start to the end.
 * Run: npm run bench:start [-- ROUNDS]   (after npm run build)
 *
 * Prints the median of 15 rounds for each command line, and its ratio to `node -e 0`. Rounds take turns, so other work on
 * the machine meets all of them. The store is empty.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? '15');
const program = fileURLToPath(new URL('../bin/scribe.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'scribe-bench-'));

const lines: readonly (readonly string[])[] = [
  ['-e', '0'],
  ...['--help', '--version', 'ingest --help', 'completion bash', 'config list', 'meetings list'].map(
    (words) => [program, ...words.split(' ')],
  ),
];

try {
  const times = lines.map((): number[] => []);
  for (let round = -1; round < rounds; round++)
    for (const [i, line] of lines.entries()) {
      const start = performance.now();
      execFileSync(process.execPath, line, {
        env: { ...process.env, SCRIBE_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      // The first round reads the files from the disk, and makes the store.
      if (round >= 0) times[i].push(performance.now() - start);
    }
  const medians = times.map((each) => each.sort((a, b) => a - b)[Math.floor(each.length / 2)]);
  for (const [i, [, ...words]] of lines.entries()) {
    const name = i === 0 ? 'node -e 0' : `scribe ${words.join(' ')}`;
    console.log(
      `${name.padEnd(24)}${medians[i].toFixed(0).padStart(5)} ms${(medians[i] / medians[0]).toFixed(2).padStart(7)}`,
    );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
