/**
 * Writes docs/reference.md: every command and flag, read from the same definitions that `--help` prints.
 * Run: npm run docs:reference
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../src/cli/program.js';
import {
  type ArgumentSpec,
  type CommandSpec,
  commandsBelow,
  type OptionSpec,
} from '../src/commands/shell/program-spec.js';

export const referenceFile = fileURLToPath(new URL('../docs/reference.md', import.meta.url));

const introduction = `<!-- Made by \`npm run docs:reference\` from the definitions in src/cli/. Do not edit by hand. -->

# Reference

Every command and flag of \`scribe\`, as \`--help\` prints them. A flag beats its environment variable, which beats the config
file, which beats the default: [configuration](configuration.md) says where that file is.`;

/** Defaults that differ from machine to machine are described. */
const defaultsOfTheMachine: Readonly<Record<string, string>> = {
  threads: 'one for each processor',
};

/** The whole page. */
export function referencePage(): string {
  const spec = createProgram(new AbortController().signal).describe();
  const commands = commandsBelow(spec);
  return `${[
    introduction,
    '## Commands',
    table(
      ['Command', 'What it does'],
      commands
        .filter((command) => command.commands.length === 0)
        .map(({ path, description }) => [`[\`${path}\`](#${anchor(path)})`, escaped(description)]),
    ),
    '## Options of every command',
    optionTable(spec.options),
    ...commands.map(commandSection),
    '## Exit status',
    table(
      ['Exit status', 'When'],
      spec.exitStatuses.map(({ status, when }) => [String(status), escaped(when)]),
    ),
    '[Exit codes](exit-codes.md) says what to do about each.',
  ].join('\n\n')}\n`;
}

function commandSection(command: CommandSpec): string {
  const { path, description, usage, options, help } = command;
  const paragraphs = [`${'#'.repeat(path.split(' ').length)} ${path}`, sentence(description)];
  if (command.commands.length > 0) return paragraphs.join('\n\n');
  paragraphs.push(fenced('text', [usage]));
  if (command.arguments.length > 0)
    paragraphs.push(table(['Argument', 'What it is'], command.arguments.map(argumentRow)));
  if (options.length > 0) paragraphs.push(optionTable(options));
  // A title ends with a colon; everything else is a paragraph.
  for (const { title, lines } of help)
    if (title.endsWith(':')) paragraphs.push(title, fenced('console', lines));
    else paragraphs.push(escaped([title, ...lines].join(' ')));
  return paragraphs.join('\n\n');
}

const argumentRow = ({ name, required, variadic, description }: ArgumentSpec): string[] => {
  const shown = variadic ? `${name}...` : name;
  return [`\`${required ? `<${shown}>` : `[${shown}]`}\``, escaped(description)];
};

function optionTable(options: readonly OptionSpec[]): string {
  return table(['Option', 'What it sets', 'Default', 'Environment'], options.map(optionRow));
}

function optionRow({ flags, description, value, setting, environment, ...option }: OptionSpec): string[] {
  // What a value may be, if the meaning of the option does not say it.
  const values = value?.expects ?? value?.choices.map((choice) => `\`${choice}\``).join(', ');
  return [
    `\`${flags}\``,
    escaped(values ? `${description}; ${values}` : description),
    defaultsOfTheMachine[setting ?? ''] ?? (option.default === null ? '' : `\`${option.default}\``),
    environment ? `\`${environment}\`` : '',
  ];
}

const fenced = (language: string, lines: readonly string[]) =>
  [`\`\`\`${language}`, ...lines, '```'].join('\n');

/** A table without the columns that are empty in every row. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const filled = head.map((_, column) => rows.some((row) => row[column] !== ''));
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.filter((_, column) => filled[column]).join(' | ')} |`)
    .join('\n');
}

/** The address of a heading on the page. */
const anchor = (heading: string) => heading.replaceAll(' ', '-');

const sentence = (text: string) => `${text[0].toUpperCase()}${escaped(text.slice(1))}.`;

/** Angle brackets and bars outside of code would be read as markup. */
const escaped = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((piece) => (piece.startsWith('`') ? piece : piece.replace(/[<>*_]/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(referenceFile, referencePage());
