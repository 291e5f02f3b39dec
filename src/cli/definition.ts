import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../context.js';
import { parseAge } from '../domain/age.js';
import {
  environmentVariableOf,
  flagOf,
  namesOf,
  type SettingName,
  settingDefinitions,
} from '../settings/definitions.js';

/** Turns a command, which is imported when it runs, into what commander calls. */
export type Action = (
  load: () => Promise<(context: CommandContext, ...rest: never[]) => unknown>,
  options?: {
    /** The command runs even when the settings cannot be read: it repairs them, or says what is wrong. */
    readonly mendsSettings?: boolean;
  },
) => (...args: unknown[]) => Promise<void>;

export const exitCodes = `
Exit status:
  0 done, or already known   2 usage or settings         3 recording unreadable
  4 model missing or wrong   5 store locked or damaged   6 output not written
  7 some recordings failed   8 compared, and different   1 a bug in scribe
  130 interrupted`;

/** Adds the flags of settings. They carry no defaults: a default here would look like a flag and beat the file. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { help, argument } = settingDefinitions[name];
    const [current, ...former] = namesOf(name).map((each) =>
      argument === null ? flagOf(each) : `${flagOf(each)} <${argument.toLowerCase()}>`,
    );
    command.option(current, `${help} [${environmentVariableOf(name)}]`);
    for (const flags of former) command.addOption(formerFlag(flags, flagOf(name)));
  }
  return command;
}

/** A flag that was renamed: it keeps working, and no help shows it. */
export function formerFlag(flags: string, current: string): Option {
  return new Option(flags, `former name of ${current}`).hideHelp();
}

/** Parses the value of an option that counts something. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Into how many parts the largest table of core is divided, when its tables are made. */
export function partitionsOption(): Option {
  return new Option(
    '--partitions <n>',
    'with --create-schema: divide the table of turns into so many parts, for a million hours and more',
  ).argParser((text) => {
    const parts = wholeNumber(text);
    if (parts < 2 || parts > 1024) throw new InvalidArgumentError('It must be a number from 2 to 1024.');
    return parts;
  });
}

/** Parses the value of an option that says how old something is, into milliseconds: `90d`, `12w`, `6h`. */
export function ageOf(text: string): number {
  const age = parseAge(text);
  if (age === null)
    throw new InvalidArgumentError('It must be hours, days or weeks, such as 6h, 90d or 12w.');
  return age;
}

/** Parses the value of an option that is a share: `1%`, `0.5%` or `0.01`. */
export function shareOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(\s*%)?$/.exec(text.trim());
  const share = match ? Number(match[1]) / (match[2] ? 100 : 1) : 0;
  if (!(share > 0 && share <= 0.5))
    throw new InvalidArgumentError('It must be a share such as 1%, above 0 and at most 50%.');
  return share;
}

/** Collects the values of an option that can be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
