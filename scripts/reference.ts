/**
 * Writes docs/reference.md: every command and flag, read from the same definitions that `--help` prints.
 * Run: npm run docs:reference
 */
import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Argument, Command, Option } from 'commander';
import { createProgram } from '../src/cli/program.js';
import {
  environmentVariableOf,
  flagOf,
  type SettingName,
  settingDefinitions,
  settingNames,
} from '../src/settings/definitions.js';

export const referenceFile = fileURLToPath(new URL('../docs/reference.md', import.meta.url));

const introduction = `<!-- Made by \`npm run docs:reference\` from the definitions in src/cli/. Do not edit by hand. -->

# Reference

Every command and flag of \`scribe\`, as \`--help\` prints them. A flag beats its environment variable, which beats the config
file, which beats the default: [configuration](configuration.md) says where that file is.`;

/** Defaults that differ from machine to machine are described. */
const defaultsOfTheMachine: Partial<Record<SettingName, string>> = {
  threads: 'one for each processor',
};

const settingOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]));

/** A paragraph of help such as `Examples:` with its indented lines. */
interface Block {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The whole page. */
export function referencePage(): string {
  const program = createProgram(new AbortController().signal).command;
  const commands = commandsOf(program);
  const sections = commands.map(({ command, path, depth }) => commandSection(command, path, depth));
  return `${[
    introduction,
    '## Commands',
    table(
      ['Command', 'What it does'],
      commands
        .filter(({ command }) => commandsOf(command).length === 0)
        .map(({ command, path }) => [`[\`${path}\`](#${anchor(path)})`, escaped(command.description())]),
    ),
    '## Options of every command',
    optionTable([...program.createHelp().visibleOptions(program)]),
    ...sections,
    '## Exit status',
    table(
      ['Exit status', 'When'],
      exitStatuses(program).map(({ status, when }) => [String(status), escaped(when)]),
    ),
    '[Exit codes](exit-codes.md) says what to do about each.',
  ].join('\n\n')}\n`;
}

interface Listed {
  readonly command: Command;
  /** `scribe speakers enroll` */
  readonly path: string;
  /** 1 for a command of the program, 2 for one of a group. */
  readonly depth: number;
}

/** What `--help` lists, groups before their commands; the built-in `help` is not worth a section. */
function commandsOf(parent: Command, path = parent.name(), depth = 1): Listed[] {
  return parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const here = `${path} ${command.name()}`;
      return [{ command, path: here, depth }, ...commandsOf(command, here, depth + 1)];
    });
}

function commandSection(command: Command, path: string, depth: number): string {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter((option) => option.long !== '--help');
  const paragraphs = [`${'#'.repeat(depth + 1)} ${path}`, `${sentence(command.description())}`];
  if (commandsOf(command).length > 0) return paragraphs.join('\n\n');
  paragraphs.push(fenced('text', [help.commandUsage(command)]));
  if (command.registeredArguments.length > 0)
    paragraphs.push(table(['Argument', 'What it is'], command.registeredArguments.map(argumentRow)));
  if (options.length > 0) paragraphs.push(optionTable(options));
  // A title ends with a colon; everything else is a paragraph.
  for (const { title, lines } of helpBlocks(command))
    if (!title.endsWith(':')) paragraphs.push(escaped([title, ...lines].join(' ')));
    else if (title !== `${exitTitle}:`) paragraphs.push(title, fenced('console', lines));
  return paragraphs.join('\n\n');
}

const argumentRow = (argument: Argument): string[] => {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return [`\`${argument.required ? `<${name}>` : `[${name}]`}\``, escaped(argument.description)];
};

function optionTable(options: readonly Option[]): string {
  return table(['Option', 'What it sets', 'Default', 'Environment'], options.map(optionRow));
}

function optionRow(option: Option): string[] {
  const setting = settingOfFlag.get(option.long ?? '');
  const variable = setting ? environmentVariableOf(setting) : option.envVar;
  const meaning = option.description.replace(/ \[SCRIBE_\w+\]$/, '');
  const values = valuesOf(option, setting);
  return [
    `\`${option.flags}\``,
    escaped(values ? `${meaning}; ${values}` : meaning),
    defaultOf(option, setting),
    variable ? `\`${variable}\`` : '',
  ];
}

/** What a value may be, if the meaning of the option does not say it: choices and ranges of numbers. */
function valuesOf(option: Option, setting: SettingName | undefined): string | null {
  if (option.argChoices) return option.argChoices.map((choice) => `\`${choice}\``).join(', ');
  const expects = setting ? settingDefinitions[setting].expects : '';
  return expects.includes('number') ? expects : null;
}

function defaultOf(option: Option, setting: SettingName | undefined): string {
  const described = setting && defaultsOfTheMachine[setting];
  if (described) return described;
  const value: unknown = setting ? settingDefinitions[setting].default : option.defaultValue;
  // A switch that is off, and a setting without a value, have no default to print.
  return value === undefined || value === null || value === '' || typeof value === 'boolean'
    ? ''
    : `\`${value}\``;
}

const exitTitle = 'Exit status';

/** The statuses of the help of the whole program, in the order of their numbers. */
function exitStatuses(program: Command): { status: number; when: string }[] {
  const block = helpBlocks(program).find(({ title }) => title === `${exitTitle}:`);
  if (!block) throw new Error(`The help of the program has no paragraph "${exitTitle}:".`);
  return [...block.lines.join('\n').matchAll(/(\d+) (\S.*?)(?=\s{3,}|\s*\n|\s*$)/g)]
    .map(([, status, when]) => ({ status: Number(status), when }))
    .sort((a, b) => a.status - b.status);
}

/** What commander prints after the options of a command. */
function helpBlocks(command: Command): Block[] {
  let text = '';
  // Commands are emitters; the types of commander do not say so.
  EventEmitter.prototype.emit.call(command, 'afterHelp', {
    command,
    error: false,
    write: (piece: string) => {
      text += piece;
    },
  });
  return text
    .split(/\n\s*\n|^\n/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .map(([title, ...lines]) => ({
      title: title.trim(),
      lines: lines.map((line) => line.replace(/^ {2}/, '')),
    }));
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
