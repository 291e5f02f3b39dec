import { spawn } from 'node:child_process';
import { ScribeError } from '../errors.js';

/** The editor that a person has chosen, as a command line; null: none. */
export function chosenEditor(environment: Readonly<Record<string, string | undefined>>): string | null {
  return environment.VISUAL?.trim() || environment.EDITOR?.trim() || null;
}

/**
 * Opens a file in an editor, and waits until it is closed. The editor may have arguments of its own, such as
 * `code --wait`: a shell reads them, as everywhere else that `$EDITOR` is used.
 *
 * @throws ScribeError USAGE when the editor cannot be run, or ends with another status than 0.
 */
export async function runEditor(editor: string, path: string): Promise<void> {
  const windows = process.platform === 'win32';
  const child = windows
    ? spawn(`${editor} "${path}"`, { stdio: 'inherit', shell: true })
    : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    child.once('error', reject);
  });
  if (status === 0) return;
  throw new ScribeError(
    'USAGE',
    `Editing ${path} failed: the editor (${editor}) ended with status ${status}; nothing was changed, and the text is still there.`,
    { hint: 'Set VISUAL or EDITOR to an editor that is installed, and that waits until the file is closed.' },
  );
}
