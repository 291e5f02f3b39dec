import type { CommandContext } from '../context.js';
import { ScribeError } from '../errors.js';

/**
 * Asks for confirmation on the terminal, unless a flag has given it.
 * @throws ScribeError USAGE if the answer is no, or nobody can be asked.
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
    throw new ScribeError('USAGE', `${asked.what} needs confirmation, and there is no terminal to ask on.`, {
      hint: `Confirm with ${asked.flag}.`,
    });
  if (!(await context.confirm(asked.question)))
    throw new ScribeError('USAGE', `${asked.what} was not confirmed; nothing was changed.`);
}
