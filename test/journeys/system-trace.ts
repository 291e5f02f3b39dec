import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** System calls that reach a network, and those that make, change or delete a file by its name. */
const watched = [
  'network',
  'open,openat,creat,truncate,mkdir,mkdirat,rmdir,mknod,mknodat,unlink,unlinkat',
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat',
].join(',');

/** Why no program can be traced here; null where strace works. */
export function whyNoTrace(): string | null {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-qq', '-e', 'trace=none', 'true'], {
    encoding: 'utf8',
  });
  if (error) return `strace does not start (${error.message})`;
  return status === 0 ? null : `strace may not trace here (${stderr.trim().split('\n').at(-1)})`;
}

/** Starts a program with all its threads and children under strace, or plainly where `log` is null. */
export function startTraced(
  log: string | null,
  command: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd: string },
): ChildProcess {
  const tracer = log === null ? [] : ['strace', '-f', '-qq', '-y', '-s', '4096', '-e', `trace=${watched}`];
  const [program, ...args] = [...tracer, ...(log === null ? [] : ['-o', log, '--']), ...command];
  return spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The calls of a trace that make or use a socket of the internet protocols. */
export function internetCalls(log: string): string[] {
  return callsOf(log).filter((call) => /\b(AF|PF)_INET6?\b/.test(call));
}

/**
 * Absolute paths of all files and folders that a trace shows being written, made, renamed or deleted.
 * @param cwd the folder in which the program ran
 */
export function writtenPaths(log: string, cwd: string): string[] {
  const paths = new Set<string>();
  for (const call of callsOf(log)) {
    const name = /^(\w+)\(/.exec(call)?.[1] ?? '';
    if (/^(open|openat)$/.test(name) && !/\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/.test(call)) continue;
    if (!/^(open|creat|truncate|mk|rmdir|unlink|rename|link|symlink)/.test(name)) continue;
    for (const [, folder, path] of call.matchAll(/(?:<([^<>]*)>, )?"((?:[^"\\]|\\.)*)"/g))
      paths.add(resolve(folder ?? cwd, path));
  }
  return [...paths];
}

/** One a line, without the number of the thread; what was interrupted keeps its arguments in its first half. */
function callsOf(log: string): string[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/, ''))
    .filter((line) => line !== '' && !/^(\+\+\+|---)/.test(line));
}
