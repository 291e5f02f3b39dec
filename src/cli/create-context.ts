import { createInterface } from 'node:readline/promises';
import { v7 as newId } from 'uuid';
import type { CommandContext } from '../context.js';
import { visible } from '../domain/visible-text.js';
import { guarded } from '../report/output.js';
import { readFolders } from '../settings/folders.js';
import { readSettings, readUsableSettings } from '../settings/read.js';
import { askSecret } from './ask-secret.js';
import { commandLine } from './hide-passwords.js';
import { secrets } from './take-secrets.js';

/**
 * The outside world as a command sees it.
 * @throws ScribeError USAGE when the settings are wrong, unless the command repairs them.
 */
export async function createContext(
  flags: Readonly<Record<string, unknown>>,
  { signal, stopping }: Pick<CommandContext, 'signal' | 'stopping'>,
  mendsSettings: boolean,
): Promise<CommandContext> {
  const { settings, problem } = mendsSettings
    ? await readUsableSettings(flags, process.env)
    : { settings: await readSettings(flags, process.env), problem: null };
  let zone: string | undefined;
  return {
    settings,
    settingsProblem: problem,
    folders: readFolders(process.env),
    environment: process.env,
    signal,
    stopping,
    out: guarded(process.stdout),
    err: guarded(process.stderr),
    screen: process.stderr,
    json: flags.json === true,
    quiet: flags.quiet === true,
    liveView: flags.progress !== false,
    now: () => new Date().toISOString(),
    // Asking for it takes 5 ms, and not every command shows a day.
    get zone() {
      zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
      return zone;
    },
    clock: () => performance.now(),
    newId: () => newId(),
    commandLine: () => commandLine,
    confirm: process.stdin.isTTY && process.stderr.isTTY ? (question) => askYesNo(question, signal) : null,
    secrets,
    askSecret: process.stdin.isTTY && process.stderr.isTTY ? (question) => askSecret(question, signal) : null,
  };
}

async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${visible(question)} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
