import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { blocksOf } from './markdown.js';

/** A line that a reader may type, with the output that the page shows. */
export interface CommandLine {
  readonly text: string;
  /** Null where the page shows no output. */
  readonly output: readonly string[] | null;
  /** False: the page says that it is not to be run where it is checked. */
  readonly runs: boolean;
}

/** What is typed: all lines of `sh`, those after a `$` of `console`, which shows output too. */
export function commandLinesOf(text: string): CommandLine[] {
  return blocksOf(text).flatMap(({ language, tags, lines }): CommandLine[] => {
    const runs = !tags.includes('norun');
    if (language === 'sh' || language === 'cron')
      return lines
        .filter((line) => line.trim() !== '' && !line.startsWith('#'))
        .map((line) => ({ text: line, output: null, runs: runs && language === 'sh' }));
    if (language !== 'console') return [];
    const typed: { text: string; output: string[]; runs: boolean }[] = [];
    for (const line of lines)
      if (line.startsWith('$ ')) typed.push({ text: line.slice(2), output: [], runs });
      else typed.at(-1)?.output.push(line);
    return typed;
  });
}

/** The arguments of each `scribe` in a line of a shell: quotes are read, comments and redirections left out. */
export function scribeArguments(line: string): string[][] {
  const found: string[][] = [];
  let current: string[] | null = null;
  let redirected = false;
  const tokens = line.matchAll(
    /\s*(?:(#.*)|(\d*(?:>>?|<)(?:&\d+)?)|(\|\|?|&&|[;&])|((?:"[^"]*"|'[^']*'|[^\s"'|&;<>])+))/g,
  );
  for (const [, comment, redirection, end, quoted] of tokens) {
    if (comment) break;
    if (redirection) redirected = !redirection.includes('&');
    else if (end) current = null;
    else if (redirected) redirected = false;
    else if (current) current.push(quoted.replace(/["']/g, ''));
    else if (quoted === 'scribe') {
      current = [];
      found.push(current);
    }
  }
  return found;
}

/** Has the program read arguments without doing anything; what it does not understand is thrown. */
export async function parseArguments(args: readonly string[]): Promise<void> {
  const { command } = createProgram(new AbortController().signal);
  const disarm = (parent: Command): void => {
    parent.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    for (const child of parent.commands) disarm(child);
    if (parent.commands.length === 0) parent.action(() => {});
  };
  disarm(command);
  try {
    await command.parseAsync(['node', 'scribe', ...args]);
  } catch (error) {
    if ((error as { exitCode?: number }).exitCode !== 0) throw error;
  }
}
