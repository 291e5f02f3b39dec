import {
  type CommandSpec,
  commandsBelow,
  nameOf,
  type OptionSpec,
  type ProgramSpec,
} from './program-spec.js';

/**
 * A completion script for fish 3 and newer. A command in a group is offered after the words of its group, and a flag after
 * the words of its command. Pure.
 */
export function fishCompletion(spec: ProgramSpec): string {
  const lines = [
    `# fish completion for scribe ${spec.version}`,
    '',
    '# Whether the words before the cursor, flags apart, begin with these.',
    'function __scribe_at',
    "    set -l words (string match -v -- '-*' (commandline -opc))",
    '    test (count $words) -ge (count $argv); or return 1',
    '    set -l last (count $argv)',
    '    test "$words[1..$last]" = "$argv"',
    'end',
    '',
    '# The same, and there is no other word yet.',
    'function __scribe_just',
    "    set -l words (string match -v -- '-*' (commandline -opc))",
    '    test "$words" = "$argv"',
    'end',
    '',
    ...spec.options.map((option) => `complete -c scribe ${optionArguments(option)}`),
    ...[spec, ...commandsBelow(spec)].flatMap((command) => [
      ...command.commands.map(
        (each) =>
          `complete -c scribe -f -n '__scribe_just ${command.path}' -a ${nameOf(each)} -d ${quoted(each.description)}`,
      ),
      ...choices(command),
      ...(command === spec ? [] : command.options).map(
        (option) => `complete -c scribe -n '__scribe_at ${command.path}' ${optionArguments(option)}`,
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function choices(command: CommandSpec): string[] {
  const words = command.arguments.flatMap((argument) => argument.choices);
  return words.length === 0
    ? []
    : [`complete -c scribe -f -n '__scribe_just ${command.path}' -a ${quoted(words.join(' '))}`];
}

function optionArguments({ short, long, value, description }: OptionSpec): string {
  return [
    ...(short ? [`-s ${short.slice(1)}`] : []),
    `-l ${long.slice(2)}`,
    ...(value?.required ? ['-r'] : []),
    ...(value && value.choices.length > 0 ? [`-f -a ${quoted(value.choices.join(' '))}`] : []),
    `-d ${quoted(description)}`,
  ].join(' ');
}

/** In single quotes, fish knows two escapes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
