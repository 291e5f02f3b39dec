import { execFile, spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const python = spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;
if (!python) console.warn('skipping tests on a terminal: no python3 (3.9 or newer) with its module pty');

interface Terminal {
  readonly rows?: number;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  /** Ctrl-C is typed when this is shown. */
  readonly interruptAt?: string;
}

/** Runs the program on a terminal. @returns what came to it, and the exit status. */
function onTerminal(args: readonly string[], terminal: Terminal = {}) {
  const { rows = 30, columns = 100, env = {}, interruptAt = '' } = terminal;
  const command = [process.execPath, repo('bin/scribe.js'), ...args];
  const own = { TERM: 'xterm-256color', SCRIBE_HOME: folders.make(), SCRIBE_THREADS: '2' };
  // Where a build server says so, ink draws nothing before the end.
  const { CI: _, CONTINUOUS_INTEGRATION: __, ...outside } = process.env;
  return new Promise<{ shown: string; status: number }>((resolve) => {
    execFile(
      'python3',
      [repo('test/journeys/on-terminal.py'), `${rows}`, `${columns}`, interruptAt, ...command],
      { env: { ...outside, ...own, ...env }, maxBuffer: 2 ** 26 },
      (error, shown) => resolve({ shown, status: error ? Number(error.code) : 0 }),
    );
  });
}

const esc = '\u001b';
/** Clears the screen or what was scrolled out of it, goes to its corner, or resets the terminal. */
const clears = new RegExp(`${esc}(\\[[23]J|\\[H|\\[0?;?0?f|c)`);
const anyEscape = new RegExp(esc);
const ingest = ['ingest', example('voice-maya.ogg')];

describe.runIf(python)('on a terminal', () => {
  it('of common size there is a live view, and the result stays', async () => {
    const { shown, status } = await onTerminal(ingest);
    expect(status).toBe(0);
    expect(shown).toMatch(/recognizing/);
    expect(shown).toMatch(anyEscape);
    expect(shown).not.toMatch(clears);
    expect(shown).toMatch(/completed/);
  });

  it.each([
    ['of 7 rows', { rows: 7 }],
    ['of size 0', { rows: 0, columns: 0 }],
    ['of 20 columns', { columns: 20 }],
    ['that is dumb', { env: { TERM: 'dumb' } }],
  ])('%s there are plain lines', async (_, terminal) => {
    const { shown, status } = await onTerminal(ingest, terminal);
    expect(status).toBe(0);
    expect(shown).toMatch(/recognizing: \d/);
    expect(shown).not.toMatch(anyEscape);
  });

  it('Ctrl-C ends the whole program', async () => {
    const terminal = { interruptAt: `▸${esc}[39m telling voices apart` };
    const { shown, status } = await onTerminal(['ingest', example('standup.ogg')], terminal);
    expect(status).toBe(130);
    expect(shown).toMatch(/Interrupted/);
    expect(shown).not.toMatch(/\n {4}at /);
  });

  it('standard input is not the terminal', async () => {
    const { shown, status } = await onTerminal(['ingest', '-']);
    expect(shown).toMatch(/Reading standard input failed: it is the terminal/);
    expect(status).toBe(3);
  });
});
