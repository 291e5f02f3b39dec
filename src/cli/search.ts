import { type Command, Option } from 'commander';
import { type Action, wholeNumber, withSettings } from './definition.js';

/** `scribe search` */
export function addSearchCommand(program: Command, action: Action): void {
  withSettings(program.command('search'), ['textModel'])
    .description(
      'find what was said: words, "phrases", beginnings*, OR, NOT; titles and notes are searched, too',
    )
    .argument('<words...>', 'what to look for; all of it must be in one turn')
    .option('--meaning', 'find what means the same, too; it needs a text embedding model')
    .option('--speaker <name>', 'what this person says, or with --meeting a speaker such as S2')
    .option('--from <date>', 'recorded on this day or later: 2026-10-05, 2026-10 or 2026')
    .option('--to <date>', 'recorded on this day or before')
    .option('--meeting <id>', 'in this meeting: its id or title, or last')
    .option('--language <code>', 'said in this language, such as de')
    .addOption(new Option('--limit <n>', 'at most this many turns').argParser(wholeNumber))
    .addOption(new Option('--context <n>', 'with so many turns before and after each').argParser(wholeNumber))
    .addHelpText(
      'after',
      `
Examples:
  $ scribe search budget risk
  $ scribe search '"budget risk" OR overspend*' --speaker Maya --from 2026-10
  $ scribe search 'budget NOT travel' --meeting last --context 2
  $ scribe search --meaning "we spend too much"
  $ scribe search 预算 --json`,
    )
    .action(action(async () => (await import('../commands/search/search.js')).search));
}
