import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeStatus } from '../judge.js';
import { runWatched } from '../watched-program.js';

/** An hour of silence takes a minute; ffmpeg's own watchdog waits 60 s for each of its runs. */
const limits = { seconds: 600, bytes: 1.5 * 2 ** 30 };

/**
 * What is wrong with `scribe ingest FILE`, in a store of its own.
 * @param status how it may end, beside well.
 */
export async function ingestFile(path: string, ffmpeg: string, status: number): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'scribe-fuzz-home-'));
  try {
    const { run, faults } = await runWatched(home, ['ingest', '--ffmpeg', ffmpeg, '--', path], limits);
    const wrong = judgeStatus(run, [0, status]).map((fault) => `scribe ingest: ${fault}`);
    const spool = join(home, 'cache', 'spool');
    const left = existsSync(spool) ? readdirSync(spool, { recursive: true, withFileTypes: true }) : [];
    const files = left.filter((entry) => entry.isFile());
    if (files.length > 0) wrong.push(`scribe ingest left ${files.map((entry) => entry.name).join(', ')}`);
    return [...faults, ...wrong];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
