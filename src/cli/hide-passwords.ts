import { readFileSync } from 'node:fs';

/** The arguments of the process as bytes, each followed by a zero; empty where the system does not say. Only Linux has them. */
export const commandLine: Uint8Array = readCommandLine();

// Whoever has an account on the machine sees the arguments of every process. What can be done is done at once: passwords
// are taken out of what `ps` shows.
const shown = process.argv.slice(2).map(withoutPassword);
if (shown.some((argument, index) => argument !== process.argv[index + 2]))
  process.title = ['scribe', ...shown].join(' ');

/** `postgresql://anna:***@host/db`, `host=db password=***`; any other argument as it is. */
export function withoutPassword(argument: string): string {
  return argument
    .replace(/\b([a-z][a-z0-9+]*:\/\/[^/?#:@]*):[^/?#]*@/gi, '$1:***@')
    .replace(/\b((?:ssl)?password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&]+)/gi, '$1***');
}

function readCommandLine(): Uint8Array {
  try {
    return readFileSync('/proc/self/cmdline');
  } catch {
    return new Uint8Array();
  }
}
