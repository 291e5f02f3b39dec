/*
 * The command line as plain data: what `--help` says, for programs. Completions, man pages, `scribe spec` and the reference
 * are all made from it, so none of them can say anything else than the help.
 */

/** One argument of a command. */
export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** It takes any number of values. */
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

/** One flag. */
export interface OptionSpec {
  /** As the help writes it: `-f, --format <format>`. */
  readonly flags: string;
  /** `-f` */
  readonly short: string | null;
  /** `--format` */
  readonly long: string;
  readonly description: string;
  /** Its value; null: the flag stands alone. */
  readonly value: {
    readonly name: string;
    readonly required: boolean;
    readonly variadic: boolean;
    readonly choices: readonly string[];
    /** What it must be, for instance `a number from 0 to 1`; null: the description says it. */
    readonly expects: string | null;
  } | null;
  /** As text; null: none, or it differs from machine to machine. */
  readonly default: string | null;
  /** The variable that sets the same; null: none. */
  readonly environment: string | null;
  /** The key of the config file that sets the same; null: none. */
  readonly setting: string | null;
}

/** What stands below the options of a help: examples, or a paragraph. */
export interface HelpBlock {
  /** Ends with a colon above indented lines; otherwise it is the first line of a paragraph. */
  readonly title: string;
  readonly lines: readonly string[];
}

export interface CommandSpec {
  /** `scribe speakers enroll` */
  readonly path: string;
  readonly description: string;
  /** How it is called: `scribe speakers enroll [options] <name> <files...>`. */
  readonly usage: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly help: readonly HelpBlock[];
  /** Commands of a group. */
  readonly commands: readonly CommandSpec[];
}

/** The whole command line. The options of the program hold for every command. */
export interface ProgramSpec extends CommandSpec {
  readonly version: string;
  readonly exitStatuses: readonly { readonly status: number; readonly when: string }[];
}

/** All commands below one, groups before what is in them. */
export const commandsBelow = (command: CommandSpec): readonly CommandSpec[] =>
  command.commands.flatMap((each) => [each, ...commandsBelow(each)]);

/** The last word of a path. */
export const nameOf = ({ path }: CommandSpec): string => path.slice(path.lastIndexOf(' ') + 1);
