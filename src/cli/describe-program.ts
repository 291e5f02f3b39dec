import { EventEmitter } from 'node:events';
import type { Argument, Command, Option } from 'commander';
import type {
  ArgumentSpec,
  CommandSpec,
  HelpBlock,
  OptionSpec,
  ProgramSpec,
} from '../commands/shell/program-spec.js';
import {
  describeSetting,
  environmentVariableOf,
  flagOf,
  type SettingName,
  settingDefinitions,
  settingNames,
} from '../settings/definitions.js';

const settingOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]));

/** Settings whose default differs from machine to machine. */
const defaultsOfTheMachine: ReadonlySet<SettingName> = new Set(['threads']);

/** What `--help` says about every command, as data. */
export function describeProgram(program: Command, version: string): ProgramSpec {
  const spec = describeCommand(program, program.name());
  const block = spec.help.find(({ title }) => title === exitTitle);
  return {
    ...spec,
    help: spec.help.filter((each) => each !== block),
    version,
    exitStatuses: block ? exitStatuses(block) : [],
  };
}

const exitTitle = 'Exit status:';

function describeCommand(command: Command, path: string): CommandSpec {
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    usage: help.commandUsage(command),
    arguments: command.registeredArguments.map(describeArgument),
    options: help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map(describeOption),
    help: helpBlocks(command).filter(({ title }) => title !== exitTitle || path === command.name()),
    // The built-in `help` repeats what stands here.
    commands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help')
      .map((each) => describeCommand(each, `${path} ${each.name()}`)),
  };
}

const describeArgument = (argument: Argument): ArgumentSpec => ({
  name: argument.name(),
  description: argument.description,
  required: argument.required,
  variadic: argument.variadic,
  choices: argument.argChoices ?? [],
});

function describeOption(option: Option): OptionSpec {
  const setting = settingOfFlag.get(option.long ?? '');
  const name = /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1];
  const expects = setting ? settingDefinitions[setting].expects : '';
  return {
    flags: option.flags,
    short: option.short ?? null,
    long: option.long!,
    description: option.description.replace(/ \[SCRIBE_\w+\]$/, ''),
    value:
      name === undefined
        ? null
        : {
            name,
            required: option.required,
            variadic: option.variadic,
            choices: option.argChoices ?? choicesOf(expects),
            expects: expects.includes('number') ? expects : null,
          },
    default: defaultOf(option, setting),
    environment: setting ? environmentVariableOf(setting) : (option.envVar ?? null),
    setting: setting ?? null,
  };
}

/** The choices in what a setting expects: `a` or `b`. */
const choicesOf = (expects: string): string[] =>
  /^`[^`]*`(?: or `[^`]*`)+$/.test(expects)
    ? [...expects.matchAll(/`([^`]*)`/g)].map(([, choice]) => choice)
    : [];

function defaultOf(option: Option, setting: SettingName | undefined): string | null {
  if (setting && defaultsOfTheMachine.has(setting)) return null;
  const value: unknown = setting ? settingDefinitions[setting].default : option.defaultValue;
  // A switch that is off, and a setting without a value, have no default to print.
  if (value === undefined || value === null || value === '' || typeof value === 'boolean') return null;
  return setting ? describeSetting(setting, settingDefinitions[setting].default) : String(value);
}

/** The statuses of the program, in the order of their numbers. */
const exitStatuses = ({ lines }: HelpBlock): ProgramSpec['exitStatuses'] =>
  [...lines.join('\n').matchAll(/(\d+) (\S.*?)(?=\s{3,}|\s*\n|\s*$)/g)]
    .map(([, status, when]) => ({ status: Number(status), when }))
    .sort((a, b) => a.status - b.status);

/** What commander prints after the options of a command. */
function helpBlocks(command: Command): HelpBlock[] {
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
