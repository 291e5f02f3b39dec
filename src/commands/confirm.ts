import type { CommandContext } from '../context.js';
import { ScribeError } from '../errors.js';

/**
 * Goes on only after a yes: the flag that says it, or an answer on the terminal.
 * @throws ScribeError USAGE where the answer is no, or nobody can be asked.
 */
export async function requireYes(
  context: CommandContext,
  asked: {
    readonly given: boolean | undefined;
    readonly flag: string;
    readonly what: string;
    readonly question: string;
  },
): Promise<void> {
  if (asked.given) return;
  if (!context.confirm)
    throw new ScribeError(
      'USAGE',
      `${asked.what} needs a confirmation, and there is no terminal to ask on.`,
      {
        hint: `Confirm with ${asked.flag}.`,
      },
    );
  if (!(await context.confirm(asked.question)))
    throw new ScribeError('USAGE', `${asked.what} was not agreed to; nothing was changed.`);
}
