import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));

/** Path of a file of the peers. */
export const peerFile = (name: string): string => `${folder}${name}`;

/** A Python with the packages of `bench/peers/requirements.txt`. */
export interface Python {
  readonly path: string;
}

/**
 * Installs the programs of the comparison that are written for Python into an environment of its own, once for each list
 * of them.
 *
 * @returns null, after saying why, where there is no Python or no package index.
 */
export function installPython(): Python | null {
  // Among packages, so that whoever looks through the repository passes it by.
  const environment = `${folder}node_modules/.python`;
  const path = `${environment}/bin/python`;
  const listed = readFileSync(peerFile('requirements.txt'), 'utf8');
  const done = `${environment}/installed.txt`;
  if (existsSync(done) && readFileSync(done, 'utf8') === listed) return { path };
  console.log('Installing faster-whisper into bench/peers ...');
  try {
    rmSync(environment, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe' });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    execFileSync(path, [...install, '-r', peerFile('requirements.txt')], { stdio: 'pipe', timeout: 600_000 });
  } catch (cause) {
    console.log(`faster-whisper is skipped: it cannot be installed. ${lastLine(cause)}`);
    return null;
  }
  writeFileSync(done, listed);
  return { path };
}

function lastLine(cause: unknown): string {
  const said = cause && typeof cause === 'object' && 'stderr' in cause ? String(cause.stderr) : String(cause);
  return said.trim().split('\n').at(-1) ?? '';
}
