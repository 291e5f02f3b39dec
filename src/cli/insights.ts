import type { Command } from 'commander';
import { languageModelSettings } from '../settings/language-model.js';
import { type Action, withSettings } from './definition.js';

/** `--llm` has a meaning without an address here. */
const settings = languageModelSettings.filter((name) => name !== 'llm');

/** `scribe insights`, `scribe analytics` */
export function addInsightCommands(program: Command, action: Action): void {
  withSettings(program.command('insights'), settings)
    .description('what a meeting comes to: summary, key points, decisions, questions, action items, chapters')
    .argument('[id]', 'id or title of the meeting, or last')
    .option('--all', 'make those of every meeting that has none, or whose transcript changed')
    .option(
      '--llm [url]',
      'let a language model write them, of the server at an address or else that of the settings; what no turn supports is dropped [SCRIBE_LLM]',
    )
    .option('--again', 'make them anew; what people wrote, changed or dismissed stays as it is')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe insights last
  $ scribe insights 5b21c04e --again
  $ scribe insights last --llm
  $ scribe insights last --llm http://127.0.0.1:9000 --llm-model qwen3:8b
  $ scribe insights --all --json`,
    )
    .action(action(async () => (await import('../commands/insights/insights.js')).showInsights));
  program
    .command('analytics')
    .description(
      'who speaks how much in a meeting, how fast, and who interrupts whom; or one person in all meetings',
    )
    .argument('[id]', 'id of the meeting, or last')
    .option('--speaker <name>', 'this enrolled person, in all meetings')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe analytics last
  $ scribe analytics --speaker Maya --json`,
    )
    .action(action(async () => (await import('../commands/analytics/analytics.js')).showAnalytics));
}
