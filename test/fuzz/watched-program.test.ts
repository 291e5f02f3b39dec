import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runWatched } from '../../fuzz/watched-program.js';

it('a run that does not end is ended, and one that takes too much memory is told', async () => {
  const home = mkdtempSync(join(tmpdir(), 'scribe-fuzz-'));
  try {
    const endless = ['watch', home];
    const { run, faults } = await runWatched(home, endless, { seconds: 1, bytes: 10 * 2 ** 20 });
    expect(run.signal).toBe('SIGKILL');
    expect(faults[0]).toBe('scribe watch is not done after 1 s');
    if (process.platform === 'linux') expect(faults[1]).toMatch(/^scribe watch takes \d\d+ MB$/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
