import { type Command, Option } from 'commander';
import { type Action, wholeNumber, withSettings } from './definition.js';

/** `scribe review` */
export function addReviewCommand(program: Command, action: Action): void {
  withSettings(program.command('review'), ['ffmpeg'])
    .description('go through the words that the recognizer was least sure of: hear, accept or correct them')
    .argument('<id>', 'id of the meeting, or last')
    .addOption(
      new Option('--worst <n>', 'the least certain passages, so many').argParser(wholeNumber).default(20),
    )
    .option('--list', 'list them, also on a terminal')
    .option('--set <number-and-text...>', "what a passage of the list says: --set 3 'what was said'")
    .option('--accept <number...>', 'these passages of the list are right')
    .option('--play', 'play each passage when it comes up (with ffplay)')
    .addHelpText(
      'after',
      `
On a terminal each passage is asked about: a(ccept), c(orrect), s(kip), p(lay), u(ndo), q(uit).
Every answer is an operation that scribe undo takes back.

Examples:
  $ scribe review last --worst 20 --play
  $ scribe review last --list
  $ scribe review last --set 3 'former rural' --accept 1 2`,
    )
    .action(action(async () => (await import('../commands/review/review.js')).reviewWords));
}
