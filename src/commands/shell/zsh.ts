import {
  type CommandSpec,
  commandsBelow,
  nameOf,
  type OptionSpec,
  type ProgramSpec,
} from './program-spec.js';

/** A completion script for zsh 5 and newer, for a folder of `$fpath` under the name `_scribe`. Pure. */
export function zshCompletion(spec: ProgramSpec): string {
  return `#compdef scribe
# zsh completion for scribe ${spec.version}
${[spec, ...commandsBelow(spec)].map((command) => completer(command, spec)).join('\n')}
if [ "$funcstack[1]" = "_scribe" ]; then
  _scribe "$@"
else
  compdef _scribe scribe
fi
`;
}

/** One function a command; a group calls that of the command that was named. */
function completer(command: CommandSpec, spec: ProgramSpec): string {
  const options = [...(command === spec ? [] : command.options), ...spec.options];
  const lines = [
    "'(-h --help)'{-h,--help}'[display help]'",
    ...options.map(optionLine),
    ...(command.commands.length > 0 ? ["'1: :->command'", "'*:: :->rest'"] : argumentLines(command)),
  ];
  const body = [
    ...(command.commands.length > 0 ? ['local curcontext="$curcontext" state line'] : []),
    `_arguments -C \\\n    ${lines.join(' \\\n    ')}`,
    ...(command.commands.length > 0 ? [groupCase(command)] : []),
  ];
  return `
${functionOf(command)}() {
${body.map((line) => `  ${line}`).join('\n')}
}`;
}

const functionOf = ({ path }: CommandSpec): string => `_${path.replace(/[ -]/g, '_')}`;

function groupCase({ commands }: CommandSpec): string {
  const described = commands.map((each) => `      ${quoted(`${nameOf(each)}:${each.description}`)}`);
  const calls = commands.map((each) => `      ${nameOf(each)}) ${functionOf(each)} ;;`);
  return `case $state in
    command)
      local -a commands=(
  ${described.join('\n  ')}
      )
      _describe command commands ;;
    rest)
      case $line[1] in
${calls.join('\n')}
      esac ;;
  esac`;
}

/** After the first word of a name, an argument takes what was said of it; files where nothing is said. */
function argumentLines({ arguments: list }: CommandSpec): string[] {
  return list.map(({ name, variadic, required, choices }, i) => {
    const place = variadic ? '*' : `${i + 1}`;
    return quoted(
      `${place}:${required ? '' : ':'}${plain(name)}:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}`,
    );
  });
}

function optionLine({ short, long, value, description }: OptionSpec): string {
  const names = short ? `'(${short} ${long})'{${short},${long}}` : long;
  const choices = value && value.choices.length > 0 ? `(${value.choices.join(' ')})` : '_files';
  const argument = value ? `${value.required ? '' : ':'}:${plain(value.name)}:${choices}` : '';
  return `${names}${quoted(`[${bracketed(description)}]${argument}`)}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Brackets end a description, and colons a part of one. */
const bracketed = (text: string): string => text.replace(/[[\]\\:]/g, '\\$&');

const plain = (text: string): string => text.replace(/[:\\]/g, ' ');
