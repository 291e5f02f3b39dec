import type { Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe insights` */
export function addInsightCommands(program: Command, action: Action): void {
  program
    .command('insights')
    .description('what a meeting comes to: summary, key points, decisions, questions, action items, chapters')
    .argument('[id]', 'id or title of the meeting, or last')
    .option('--all', 'make those of every meeting that has none, or whose transcript changed')
    .option('--again', 'make them anew; what people wrote, changed or dismissed stays as it is')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe insights last
  $ scribe insights 5b21c04e --again
  $ scribe insights --all --json`,
    )
    .action(action(async () => (await import('../commands/insights/insights.js')).showInsights));
}
