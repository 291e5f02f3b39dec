import type { Command } from 'commander';
import type { AskOptions } from '../commands/ask/ask.js';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, exitCodes, withSettings } from './definition.js';

/** `scribe ask` */
export function addAskCommand(program: Command, action: Action): void {
  withSettings(program.command('ask'), languageModelSettings)
    .description(
      'answer a question from the transcripts, with citations; without a language model, show the passages',
    )
    .argument('[question...]', 'the question, in any language')
    .option('--meeting <id>', 'ask of one meeting: its id, last or its title')
    .option('--person <name>', 'ask of what an enrolled person says')
    .option('--all', 'ask of all meetings, which is what happens without --meeting and --person')
    .option('--continue', 'go on with the thread that was used last')
    .option('--thread <id>', 'go on with a thread; without a question, show it')
    .option('--threads', 'list the threads')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe ask "what did we decide about the format?"
  $ scribe ask "who orders the disks?" --meeting last
  $ scribe ask "until when?" --continue
  $ scribe ask --threads
${exitCodes}`,
    )
    .hook('preAction', (_, command) => {
      const { threads, thread } = command.opts<{ threads?: boolean; thread?: string }>();
      if (command.args.length > 0 || threads || thread !== undefined) return;
      command.error("error: missing required argument 'question'", { code: 'commander.missingArgument' });
    })
    .action(
      action(async () => {
        const { ask } = await import('../commands/ask/ask.js');
        const { printThread, printThreads } = await import('../commands/ask/threads.js');
        return (context, words: readonly string[], options: AskOptions & { readonly threads?: boolean }) => {
          if (options.threads) return printThreads(context);
          if (words.length === 0) return printThread(context, options.thread ?? '');
          return ask(context, words, options);
        };
      }),
    );
}
