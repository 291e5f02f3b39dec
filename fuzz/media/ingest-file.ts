import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScribe } from '../../test/journeys/run-scribe.js';
import { judgeStatus } from '../judge.js';

/** What is wrong with `scribe ingest FILE`, in a store of its own. */
export async function ingestFile(path: string, ffmpeg: string): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'scribe-fuzz-home-'));
  try {
    const run = await runScribe(home, ['ingest', '--ffmpeg', ffmpeg, '--', path]);
    const faults = judgeStatus(run, [0, 3]).map((fault) => `scribe ingest: ${fault}`);
    const spool = join(home, 'cache', 'spool');
    const left = existsSync(spool) ? readdirSync(spool, { recursive: true, withFileTypes: true }) : [];
    const files = left.filter((entry) => entry.isFile());
    if (files.length > 0) faults.push(`scribe ingest left ${files.map((entry) => entry.name).join(', ')}`);
    return faults;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
