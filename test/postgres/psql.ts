import { execFileSync, spawnSync } from 'node:child_process';

/** Whether psql is there; the reason for skipping is printed where it is not. */
export const hasPsql = isThere();

function isThere(): boolean {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipping comparisons with psql: it is not there (package postgresql-client)');
    return false;
  }
}

/** What psql prints for a statement, without alignment and headings; it throws what psql says where it fails. */
export function psql(url: string, statement: string, environment: Record<string, string> = {}): string {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync('psql', ['-X', '-A', '-t', '-w', '-c', statement, url], {
    encoding: 'utf8',
    env: { PATH, ...environment },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
