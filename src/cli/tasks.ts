import { type Command, Option } from 'commander';
import { enumerations, statesOf } from '../domain/state-machines.js';
import type { Action } from './definition.js';

/** `scribe tasks ...` */
export function addTaskCommands(program: Command, action: Action): void {
  const tasks = program
    .command('tasks')
    .description('what is to be done after meetings: list, add, done, edit, rm');
  const status = () => new Option('--status <status>', 'how far it is').choices(statesOf('tasks.status'));
  tasks
    .command('list')
    .description('list the open tasks of a meeting, or of all meetings by the day on which they are due')
    .argument('[id]', 'id of the meeting, or last')
    .option('--owner <name>', 'to be done by somebody with this in their name')
    .addOption(status())
    .option('--due <day>', 'due on this day or before: 2026-01-31, tomorrow, friday')
    .option('--overdue', 'whose day has passed')
    .option('--all', 'those that are done or cancelled as well')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe tasks list
  $ scribe tasks list --owner Maya --due friday
  $ scribe tasks list last --all --json`,
    )
    .action(action(async () => (await import('../commands/tasks/list.js')).listTasks));
  withTaskFlags(tasks.command('add'))
    .description('add a task to a meeting')
    .argument('<id>', 'id of the meeting, or last')
    .argument('<title>', 'what is to be done')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe tasks add last "Send the offer" --owner Maya --due friday
  $ scribe tasks add 5b21c04e "Book a room" --priority high`,
    )
    .action(action(async () => (await import('../commands/tasks/add.js')).addTask));
  tasks
    .command('done')
    .description('tick tasks off')
    .argument('<task...>', 'ids of tasks')
    .action(action(async () => (await import('../commands/tasks/change.js')).finishTasks));
  withTaskFlags(tasks.command('edit'))
    .description('change a task; from then on it is yours, and no extraction changes it')
    .argument('<task>', 'id of the task')
    .option('--title <text>', 'what is to be done')
    .addOption(status())
    .addHelpText(
      'after',
      `
Examples:
  $ scribe tasks edit 5b21c04e --due 2026-01-31 --owner none
  $ scribe tasks edit 5b21c04e --status in_progress`,
    )
    .action(action(async () => (await import('../commands/tasks/change.js')).editTask));
  tasks
    .command('rm')
    .description('remove tasks; one that was said in a meeting is cancelled, and not found there again')
    .argument('<task...>', 'ids of tasks')
    .action(action(async () => (await import('../commands/tasks/change.js')).removeTasks));
}

const withTaskFlags = (command: Command): Command =>
  command
    .option(
      '--owner <name>',
      'who does it: a speaker, as a name or as S2, or anybody; none: nobody in particular',
    )
    .option('--due <day>', 'until when: 2026-01-31, tomorrow, friday, or none')
    .addOption(
      new Option('--priority <priority>', 'how much it matters').choices(enumerations['tasks.priority']),
    )
    .option('--description <text>', 'more about it');
