import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether python3 has a package; the reason for skipping is printed where it does not. */
export function hasPython(...packages: readonly string[]): boolean {
  const found =
    spawnSync('python3', ['-c', packages.map((name) => `import ${name}`).join('\n')]).status === 0;
  if (!found) console.warn(`skipping tests with other readers: python3 has no ${packages.join(' and ')}`);
  return found;
}

/**
 * What a program in Python makes of a rendered file.
 * @param program reads the path in `path`, and prints JSON.
 */
export function readWithPython(bytes: Uint8Array, program: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-reader-'));
  try {
    const path = join(folder, 'transcript');
    writeFileSync(path, bytes);
    const script = `import json, sys\npath = sys.argv[1]\n${program}`;
    const run = spawnSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
