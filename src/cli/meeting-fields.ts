import type { Command } from 'commander';

/**
 * Adds the flags for what a person knows about a meeting; `readFieldFlags` reads them.
 * @param fields.title false: for many meetings, which cannot have one title.
 */
export function withMeetingFields(command: Command, { title = true } = {}): Command {
  if (title) command.option('--title <text>', 'title of the meeting (default: the name of the file)');
  return command
    .option('--description <text>', 'what the meeting is about')
    .option('--workspace <name>', 'the workspace that it belongs to')
    .option('--room <name>', 'the room in which it takes place')
    .option('--owner <person>', 'whose it is: Maya, maya@example.org or "Maya <maya@example.org>"')
    .option('--owner-id <id>', 'what another system calls the account of the owner')
    .option('--contact <name>', 'who was spoken with')
    .option('--contact-id <id>', 'what another system calls the contact')
    .option('--phone <number>', "the contact's telephone number")
    .option('--organization <name>', "the contact's organization")
    .option('--direction <direction>', 'of a call: incoming, outgoing or unknown')
    .option('--source-type <type>', 'recording, upload, text or anecdotal')
    .option('--scheduled-start <moment>', 'when it was to begin: 2026-01-05T10:00, 2026-01-05T10:00+01:00')
    .option('--scheduled-end <moment>', 'when it was to end')
    .option('--participants <people>', 'who was invited, separated by commas: "Maya <maya@example.org>,Tom"');
}
