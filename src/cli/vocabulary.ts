import type { Command } from 'commander';
import { type Action, collect } from './definition.js';

/** `scribe vocabulary ...` */
export function addVocabularyCommands(program: Command, action: Action): void {
  const vocabulary = program
    .command('vocabulary')
    .description('names and words as they are to be written: add, list, remove, apply');
  vocabulary
    .command('add')
    .description('add a term; recognizers are told it, and misspellings of it are mended in new transcripts')
    .argument('<term>', 'as it is to be written')
    .option('--heard <text>', 'what is written for it by mistake; can be given several times', collect)
    .option('--language <code>', 'only where this language is spoken, such as en; any: everywhere')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe vocabulary add Kubernetes --heard "kuber netties" --heard "cooper netis"
  $ scribe vocabulary add "Ines Duarte" --language en`,
    )
    .action(action(async () => (await import('../commands/vocabulary/terms.js')).addToVocabulary));
  vocabulary
    .command('list')
    .description('list the terms, with their languages and what is heard for them')
    .action(action(async () => (await import('../commands/vocabulary/terms.js')).listVocabulary));
  vocabulary
    .command('remove')
    .description('take terms out of the vocabulary; what was mended stays')
    .argument('<term...>', 'as listed')
    .action(action(async () => (await import('../commands/vocabulary/terms.js')).removeFromVocabulary));
  vocabulary
    .command('apply')
    .description('mend the misspellings in transcripts that are stored already; one operation')
    .argument('[id...]', 'ids of meetings, or last')
    .option('--all-meetings', 'every meeting')
    .option('--dry-run', 'only show what would change')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe vocabulary apply last --dry-run
  $ scribe vocabulary apply --all-meetings`,
    )
    .action(action(async () => (await import('../commands/vocabulary/apply.js')).applyVocabulary));
}
