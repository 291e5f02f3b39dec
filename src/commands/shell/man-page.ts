import {
  type ArgumentSpec,
  type CommandSpec,
  commandsBelow,
  type HelpBlock,
  type OptionSpec,
  type ProgramSpec,
} from './program-spec.js';

/** The page of the whole program: `man(7)` of groff and mandoc. No date is in it, so that a version always has one text. Pure. */
export function programPage(spec: ProgramSpec): string {
  return page(spec, spec, [
    heading('SYNOPSIS'),
    synopsis(`${spec.path} [options] <command> ...`),
    heading('DESCRIPTION'),
    ...paragraph(spec.description),
    heading('OPTIONS OF EVERY COMMAND'),
    ...spec.options.flatMap(option),
    heading('COMMANDS'),
    ...commandsBelow(spec)
      .filter(({ commands }) => commands.length === 0)
      .flatMap((command) => [`.SS ${line(command.usage)}`, ...about(command)]),
    heading('EXIT STATUS'),
    ...exitStatuses(spec),
    ...examples(spec.help),
    heading('FILES'),
    ...paragraph(
      '`scribe doctor` prints the folders, the config file and every setting with where it comes from.',
    ),
  ]);
}

/** The page of one command, or of a group with the commands that are in it. Pure. */
export function commandPage(command: CommandSpec, spec: ProgramSpec): string {
  return page(command, spec, [
    heading('SYNOPSIS'),
    synopsis(command.usage),
    heading('DESCRIPTION'),
    ...about(command),
    ...(command.commands.length > 0
      ? [heading('COMMANDS'), ...command.commands.flatMap((each) => entry(each.path, each.description))]
      : []),
    heading('OPTIONS OF EVERY COMMAND'),
    ...spec.options.flatMap(option),
    heading('EXIT STATUS'),
    ...exitStatuses(spec),
  ]);
}

function page({ path, description }: CommandSpec, { version }: ProgramSpec, body: readonly string[]): string {
  const name = path.replaceAll(' ', '-');
  return `${[
    `.TH ${name.toUpperCase()} 1 "" "scribe ${version}" "User Commands"`,
    heading('NAME'),
    line(`${name} - ${description}`),
    ...body,
  ].join('\n')}\n`;
}

/** What a command does, its arguments, flags and paragraphs of help. */
function about({ description, arguments: list, options, help }: CommandSpec): string[] {
  return [
    ...paragraph(`${description[0].toUpperCase()}${description.slice(1)}.`),
    ...list.flatMap(argument),
    ...options.flatMap(option),
    ...help
      .filter(({ title }) => !title.endsWith(':'))
      .flatMap(({ title, lines }) => paragraph([title, ...lines].join(' '))),
    ...help.filter(({ title }) => title.endsWith(':')).flatMap(listing),
  ];
}

const argument = ({ name, variadic, description }: ArgumentSpec): string[] =>
  entry(variadic ? `${name}...` : name, description);

function option({ flags, description, value, environment, ...rest }: OptionSpec): string[] {
  const notes = [
    value?.expects ?? (value && value.choices.length > 0 ? `one of ${value.choices.join(', ')}` : null),
    rest.default === null ? null : `default: ${rest.default}`,
    environment === null ? null : `environment: ${environment}`,
  ].filter((note) => note !== null);
  return entry(flags, notes.length === 0 ? description : `${description} (${notes.join('; ')})`);
}

const exitStatuses = ({ exitStatuses: list }: ProgramSpec): string[] =>
  list.flatMap(({ status, when }) => entry(String(status), when));

const examples = (help: readonly HelpBlock[]): string[] =>
  help
    .filter(({ title }) => title.endsWith(':'))
    .flatMap(({ title, lines }) => [heading(title.slice(0, -1).toUpperCase()), ...verbatim(lines)]);

const listing = ({ title, lines }: HelpBlock): string[] => [...paragraph(title), ...verbatim(lines)];

const heading = (text: string): string => `.SH ${text}`;

const synopsis = (usage: string): string => line(usage);

const paragraph = (text: string): string[] => ['.PP', line(text)];

const entry = (term: string, text: string): string[] => ['.TP', `.B ${line(term)}`, line(text)];

const verbatim = (lines: readonly string[]): string[] => [
  '.PP',
  '.nf',
  '.RS 4',
  ...lines.map(line),
  '.RE',
  '.fi',
];

/** A text as roff reads it back: a dot or a quote at the start of a line is no request, and a hyphen is one to copy. */
function line(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    // Whatever the encoding that the reader's roff expects.
    .replace(/\P{ASCII}/gu, (letter) => {
      const code = letter.codePointAt(0)!.toString(16).toUpperCase();
      return `\\[u${code.padStart(4, '0')}]`;
    });
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
