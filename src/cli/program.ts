import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Command, CommanderError, Option } from 'commander';
import { v7 as newId } from 'uuid';
import type { CommandContext } from '../context.js';
import { visible } from '../domain/visible-text.js';
import { exitStatus } from '../errors.js';
import { keepPrivate } from '../platform/permissions.js';
import { guarded } from '../report/output.js';
import {
  environmentVariableOf,
  flagOf,
  namesOf,
  type SettingName,
  settingDefinitions,
} from '../settings/definitions.js';
import { readFolders, readSettings, readUsableSettings } from '../settings/read.js';
import { type Action, wholeNumber } from './definition.js';
import { addMeetingCommands } from './meetings.js';
import { addModelCommands } from './models.js';
import { addSpeakerCommands } from './speakers.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const ingestSettings = [
  'out',
  'model',
  'voiceModel',
  'language',
  'beam',
  'hotwords',
  'prompt',
  'channels',
  'speakers',
  'minSpeakers',
  'maxSpeakers',
  'hallucinations',
  'style',
  'matchThreshold',
  'matchMargin',
  'threads',
  'ffmpeg',
  'cacheDays',
  'eventDays',
] as const;

const exitCodes = `
Exit status:
  0 done, or already known   2 usage or settings         3 recording unreadable
  4 model missing or wrong   5 store locked or damaged   6 output not written
  7 some recordings failed   130 interrupted             1 a bug in scribe`;

/** Commands that take their time anyway: they look into every folder for what others may read. */
const thorough = new Set(['ingest', 'enroll', 'doctor']);

type Flags = Record<string, unknown>;

/**
 * The whole command line. `run` takes `process.argv` and returns the exit status; what a command throws goes
 * through. Commands are imported when they run, so that `--help` opens neither the store nor a network.
 */
export function createProgram(signal: AbortSignal): {
  run(argv: readonly string[]): Promise<number>;
  command: Command;
} {
  let status = 0;

  const program = new Command('scribe')
    .description('Turns recordings of meetings into attributed transcripts. No byte leaves this machine.')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'machine-readable output on standard output')
    .option('-q, --quiet', 'print only results and errors')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => guarded(process.stdout).write(text),
      writeErr: (text) => guarded(process.stderr).write(text),
      outputError: (text, write) => write(oneLineError(text)),
    })
    .addHelpText(
      'after',
      `
Examples:
  $ scribe speakers enroll Maya voice-maya.ogg --consent
  $ scribe ingest standup.m4a
  $ scribe ingest recordings/ --out transcripts/ --json
  $ scribe transcript last --format srt > standup.srt
${exitCodes}`,
    );

  /** Runs a command with its context; a number that it returns is the exit status. */
  const action: Action =
    (load, { mendsSettings = false } = {}) =>
    async (...args) => {
      const command = args.pop() as Command;
      const execute = (await load()) as (context: CommandContext, ...rest: unknown[]) => unknown;
      const context = createContext(command.optsWithGlobals(), signal, mendsSettings);
      keepPrivate(context.folders, thorough.has(command.name()));
      const result = await execute(context, ...args);
      if (typeof result === 'number') status = result;
    };

  withSettings(program.command('ingest'), ingestSettings)
    .description('process recordings: transcribe, attribute to speakers, store, render')
    .argument('<recording...>', 'files, folders, globs, or - for standard input')
    .addOption(new Option('--stream <n>', 'audio stream to use, counted from 0').argParser(wholeNumber))
    .option('--date <date>', 'when it was recorded: 2024-05-06, 2024-05-06T14:30, 2024-05-06T14:30+02:00')
    .option('--title <text>', 'title of the meeting (the default is the name of the file)')
    .option('--force', 'process a known recording again; the new meeting replaces the old one')
    .option('--as-copy', 'keep a recording that sounds like a known one as a meeting of its own')
    .option('--no-cache', 'do not reuse finished stages of earlier runs')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe ingest standup.m4a
  $ scribe ingest meetings/ --out transcripts/ --quiet
  $ scribe ingest board.mp4 --stream 1 --speakers 4
  $ ffmpeg -i rtsp.mkv -f wav - | scribe ingest - --title "Board meeting"
${exitCodes}`,
    )
    .action(action(async () => (await import('../commands/ingest/ingest.js')).ingest));

  addSpeakerCommands(program, { action, withSettings, exitCodes });

  addMeetingCommands(program, { action, withSettings, exitCodes });

  addModelCommands(program, { action, withSettings, exitCodes });

  program
    .command('doctor')
    .description('check versions, ffmpeg, models and the store; print each setting with its source')
    .action(
      action(async () => (await import('../commands/doctor/doctor.js')).doctor, { mendsSettings: true }),
    );

  return {
    command: program,
    async run(argv) {
      try {
        await program.parseAsync(argv);
        return status;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.USAGE;
        throw error;
      }
    },
  };
}

/** Adds the flags of settings. They carry no defaults: a default here would look like a flag and beat the file. */
function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { help, argument } = settingDefinitions[name];
    const [current, ...former] = namesOf(name).map((each) => `${flagOf(each)} <${argument.toLowerCase()}>`);
    command.option(current, `${help} [${environmentVariableOf(name)}]`);
    for (const flags of former)
      command.addOption(new Option(flags, `former name of ${flagOf(name)}`).hideHelp());
  }
  return command;
}

/** What the parser complains about, which quotes what was typed; a suggestion has a line of its own. */
function oneLineError(text: string): string {
  const suggestion = /\n\(Did you mean [^\n]*\)\n$/.exec(text)?.[0] ?? '\n';
  return visible(text.slice(0, -suggestion.length)) + suggestion;
}

function createContext(flags: Flags, signal: AbortSignal, mendsSettings: boolean): CommandContext {
  const { settings, problem } = mendsSettings
    ? readUsableSettings(flags, process.env)
    : { settings: readSettings(flags, process.env), problem: null };
  return {
    settings,
    settingsProblem: problem,
    folders: readFolders(process.env),
    environment: process.env,
    signal,
    out: guarded(process.stdout),
    err: guarded(process.stderr),
    screen: process.stderr,
    json: flags.json === true,
    quiet: flags.quiet === true,
    now: () => new Date().toISOString(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC',
    clock: () => performance.now(),
    newId: () => newId(),
    commandLine: readCommandLine,
    confirm: process.stdin.isTTY && process.stderr.isTTY ? (question) => askYesNo(question, signal) : null,
  };
}

/** Linux tells; elsewhere names of files are UTF-8. */
function readCommandLine(): Uint8Array {
  try {
    return readFileSync('/proc/self/cmdline');
  } catch {
    return new Uint8Array();
  }
}

async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${visible(question)} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
