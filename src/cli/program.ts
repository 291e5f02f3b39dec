import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { ProgramSpec } from '../commands/shell/program-spec.js';
import type { CommandContext } from '../context.js';
import { visible } from '../domain/visible-text.js';
import { exitStatus } from '../errors.js';
import { keepPrivate } from '../platform/permissions.js';
import { guarded } from '../report/output.js';
import { addAskCommand } from './ask.js';
import { addConfigCommands } from './config.js';
import { createContext } from './create-context.js';
import { type Action, exitCodes } from './definition.js';
import { describeProgram } from './describe-program.js';
import { addDoctorCommand } from './doctor.js';
import { addEditCommands } from './edit.js';
import { addExportCommands } from './export.js';
import { addImportCommands } from './import.js';
import { addIngestCommand } from './ingest.js';
import { addInsightCommands } from './insights.js';
import { addMeetingCommands } from './meetings.js';
import { addModelCommands } from './models.js';
import { addMarkerCommands, addNoteCommands } from './notes.js';
import { addOpenCommand } from './open.js';
import { addOperationCommands } from './operations.js';
import { addQueueCommands } from './queue.js';
import { addReviewCommand } from './review.js';
import { addSchemaCommand } from './schema.js';
import { addSearchCommand } from './search.js';
import { addServeCommand } from './serve.js';
import { addServiceCommands } from './service.js';
import { addShellCommands } from './shell.js';
import { addSpeakerCommands } from './speakers.js';
import { addStoreCommands } from './store.js';
import { addTaskCommands } from './tasks.js';
import { addTracksCommand } from './tracks.js';
import { addTranscriptCommand } from './transcript.js';
import { addVocabularyCommands } from './vocabulary.js';
import { addWatchCommand } from './watch.js';
import { addWorkerCommand } from './worker.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Commands that take a while anyway also check the permissions of everything below the folders. */
const thorough = new Set(['ingest', 'watch', 'enroll', 'doctor', 'worker']);

/**
 * The whole command line. `run` takes `process.argv` and returns the exit status; it throws what a command throws.
 * Commands are imported when they run, so that `--help` opens neither the store nor a network.
 */
export function createProgram(
  signal: AbortSignal,
  stopping: AbortSignal = signal,
): {
  run(argv: readonly string[]): Promise<number>;
  /** What `--help` says about every command, as data. */
  describe(): ProgramSpec;
  command: Command;
} {
  let status = 0;

  const program = new Command('scribe')
    .description(
      'Turns recordings of meetings into transcripts that say who said what. Everything stays on this machine.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'machine-readable output on standard output')
    .option('-q, --quiet', 'print only results and errors')
    .option('--no-progress', 'write lines instead of a live view, also on a terminal')
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
      const context = await createContext(command.optsWithGlobals(), { signal, stopping }, mendsSettings);
      keepPrivate(context.folders, thorough.has(command.name()));
      const result = await execute(context, ...args);
      if (typeof result === 'number') status = result;
    };

  const describe = () => describeProgram(program, version);

  program.commandsGroup('Recordings and voices:');
  addIngestCommand(program, action);
  addWatchCommand(program, action);
  addServiceCommands(program, action);
  addSpeakerCommands(program, action);
  program.commandsGroup('Find and read:');
  addMeetingCommands(program, action);
  addSearchCommand(program, action);
  addTranscriptCommand(program, action);
  addOpenCommand(program, action);
  addServeCommand(program, action);
  addTracksCommand(program, action);
  program.commandsGroup('Understand:');
  addInsightCommands(program, action);
  addTaskCommands(program, action);
  addNoteCommands(program, action);
  addMarkerCommands(program, action);
  addAskCommand(program, action);
  program.commandsGroup('Correct:');
  addEditCommands(program, action);
  addReviewCommand(program, action);
  addVocabularyCommands(program, action);
  addOperationCommands(program, action);
  program.commandsGroup('Store and other systems:');
  addStoreCommands(program, action);
  addExportCommands(program, action);
  addImportCommands(program, action);
  program.commandsGroup('More than one machine:');
  addQueueCommands(program, action);
  addWorkerCommand(program, action);
  program.commandsGroup('scribe itself:');
  addModelCommands(program, action);
  addDoctorCommand(program, action);
  addConfigCommands(program, action);
  addSchemaCommand(program, action);
  addShellCommands(program, action, describe);
  program.addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('display help for command')
      .helpGroup('scribe itself:'),
  );

  return {
    command: program,
    describe,
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

/** The parser's complaint, which quotes what was typed. A suggestion keeps a line of its own. */
function oneLineError(text: string): string {
  const suggestion = /\n\(Did you mean [^\n]*\)\n$/.exec(text)?.[0] ?? '\n';
  return visible(text.slice(0, -suggestion.length)) + suggestion;
}
