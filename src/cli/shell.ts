import { Argument, type Command } from 'commander';
import type { ProgramSpec } from '../commands/shell/program-spec.js';
import { shells } from '../commands/shell/shells.js';
import type { Action } from './definition.js';

/** `scribe spec`, `scribe completion`, `scribe man`: the command line, for other programs. */
export function addShellCommands(program: Command, action: Action, describe: () => ProgramSpec): void {
  // None of them reads a setting, so a broken config file is not in the way.
  const mendsSettings = true;
  program
    .command('spec')
    .description('every command and flag of this version, for programs that call scribe')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe spec
  $ scribe spec --json | jq -r '.. | .path? // empty'`,
    )
    .action(
      action(
        async () => {
          const { printSpec } = await import('../commands/shell/spec.js');
          return (context) => printSpec(context, describe());
        },
        { mendsSettings },
      ),
    );
  program
    .command('completion')
    .description('print a script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText(
      'after',
      `
Examples:
  $ scribe completion bash > ~/.local/share/bash-completion/completions/scribe
  $ scribe completion zsh > ~/.zfunc/_scribe
  $ scribe completion fish > ~/.config/fish/completions/scribe.fish`,
    )
    .action(
      action(
        async () => {
          const { printCompletion } = await import('../commands/shell/completion.js');
          return (context, shell: (typeof shells)[number]) => printCompletion(context, describe(), shell);
        },
        { mendsSettings },
      ),
    );
  program
    .command('man')
    .description('print the manual page of scribe, or of one command')
    .argument('[command...]', 'for instance `speakers enroll`')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe man | man -l -
  $ scribe man speakers enroll | man -l -
  $ scribe man > ~/.local/share/man/man1/scribe.1`,
    )
    .action(
      action(
        async () => {
          const { printManual } = await import('../commands/shell/man.js');
          return (context, words: readonly string[]) => printManual(context, describe(), words);
        },
        { mendsSettings },
      ),
    );
}
