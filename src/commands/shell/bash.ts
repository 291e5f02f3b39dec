import {
  type CommandSpec,
  commandsBelow,
  nameOf,
  type OptionSpec,
  type ProgramSpec,
} from './program-spec.js';

/**
 * A completion script for bash 3.2 and newer: after `scribe`, commands; after a command, what is in its group, its flags,
 * and the choices of a flag's value; otherwise file names. Pure.
 */
export function bashCompletion(spec: ProgramSpec): string {
  const all = [spec, ...commandsBelow(spec)];
  return `# bash completion for scribe ${spec.version}
_scribe() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path=scribe i next words=
  COMPREPLY=()
  # The command is what the words before this one name, flags apart.
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="$path \${COMP_WORDS[i]}"
    case "$next" in
${patterns(commandsBelow(spec).map(({ path }) => path))}) path="$next" ;;
    esac
  done
  case "$path $before" in
${all.flatMap((command) => valueCases(command, spec)).join('\n')}
  esac
  if [[ -z "$words" ]]; then
    case "$path" in
${all.map((command) => commandCase(command, spec)).join('\n')}
    esac
    if [[ "$word" != -* ]]; then
      # A flag is offered only when it was begun, or when there is nothing else.
      case "$path" in
${all.map((command) => `      ${quoted(command.path)}) words=${quoted(wordsOf(command).join(' '))} ;;`).join('\n')}
      esac
    fi
  fi
  if [[ -n "$words" ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
  [[ \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -o filenames -F _scribe scribe
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const patterns = (paths: readonly string[]): string => `      ${paths.map(quoted).join(' | ')}`;

/** The flags of the program hold everywhere. */
const optionsOf = (command: CommandSpec, spec: ProgramSpec): readonly OptionSpec[] =>
  command === spec ? spec.options : [...command.options, ...spec.options];

const namesOf = ({ short, long }: OptionSpec): string[] => (short ? [short, long] : [long]);

function commandCase(command: CommandSpec, spec: ProgramSpec): string {
  const flags = ['--help', ...optionsOf(command, spec).flatMap(namesOf)];
  return `      ${quoted(command.path)}) words=${quoted(flags.join(' '))} ;;`;
}

const wordsOf = (command: CommandSpec): string[] => [
  ...command.commands.map(nameOf),
  ...command.arguments.flatMap(({ choices }) => choices),
];

/** What may stand after a flag whose value is one of some words. */
const valueCases = (command: CommandSpec, spec: ProgramSpec): string[] =>
  optionsOf(command, spec)
    .filter(({ value }) => value && value.choices.length > 0)
    .map(
      (option) =>
        `${patterns(namesOf(option).map((name) => `${command.path} ${name}`))}) words=${quoted(option.value!.choices.join(' '))} ;;`,
    );
