import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatClock } from '../src/domain/time.js';
import { expectedCases } from './cases/expected.js';
import { runCase } from './cases/run-case.js';

const usage = `npm run eval:cases -- [NAME...]

Makes the small odd recordings of ../shared/cases, runs the built program on each in a home of its own, and prints
what came of it beside what has to come of it. Needs ffmpeg, sox, espeak-ng and python3. Exits with 1 when a case is wrong.`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' } },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'scribe-cases-'));
let wrong = 0;
try {
  execFileSync(join(import.meta.dirname, '..', '..', 'shared', 'cases', 'make'), [folder], {
    stdio: 'ignore',
  });
  const chosen = expectedCases.filter(
    ({ name }) => positionals.length === 0 || positionals.some((asked) => name.startsWith(asked)),
  );
  console.log(
    '| case | exit | meetings | length | lines in place | speakers | turns | s | not as it has to be |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const expected of chosen) {
    const { status, meetings, transcript, lines, seconds, problems } = await runCase(expected, folder);
    if (problems.length > 0) wrong++;
    const cells = [
      expected.name,
      status,
      meetings,
      transcript ? formatClock(transcript.recording.durationMs / 1000, 'short') : '-',
      lines ? lines.join(' of ') : '-',
      transcript?.speakers.length ?? '-',
      transcript?.turns.length ?? '-',
      seconds.toFixed(1),
      problems.join('; '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = wrong > 0 ? 1 : 0;
