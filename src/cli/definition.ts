import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.js';
import type { SettingName } from '../settings/definitions.js';

/** Makes what commander calls out of a command that is imported when it runs. */
export type Action = (
  load: () => Promise<(context: CommandContext, ...rest: never[]) => unknown>,
  options?: {
    /** The command runs when the settings cannot be read, and mends them or says what is wrong. */
    readonly mendsSettings?: boolean;
  },
) => (...args: unknown[]) => Promise<void>;

/** What the commands of a group share with all others. */
export interface ProgramParts {
  readonly action: Action;
  readonly withSettings: (command: Command, names: readonly SettingName[]) => Command;
  readonly exitCodes: string;
}

/** Parses the value of an option that counts something. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
