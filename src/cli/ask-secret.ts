import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { guarded, writeText } from '../report/output.js';

/**
 * Asks for a line on the terminal, which shows nothing of what is typed.
 * @throws AbortError on Ctrl-C, and when the terminal is closed.
 */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const screen = guarded(process.stderr);
  writeText(screen, `${question}: `);
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const given = new AbortController();
  const stop = () => given.abort();
  terminal.once('SIGINT', stop).once('close', stop);
  try {
    return await terminal.question('', { signal: AbortSignal.any([signal, given.signal]) });
  } finally {
    terminal.close();
    screen.write('\n');
  }
}
