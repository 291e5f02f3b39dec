import { z } from 'zod';
import { number, optional, type Rule, text } from './rules.js';

const commandLine: Rule<string | readonly string[]> = {
  schema: z.union([text.schema, z.array(z.string()).min(1)]),
  expects: 'a command line, or a list of a program and its arguments',
};

/** Settings for what happens by itself around a meeting. */
export const automationDefinitions = {
  calendar: {
    ...optional(text),
    default: null as string | null,
    help: 'an .ics file, or a folder of them: the event at the time of a recording gives title and participants',
    argument: 'PATH',
  },
  onMeeting: {
    ...optional(commandLine),
    default: null as string | readonly string[] | null,
    help: 'program to run for each finished meeting; it reads about the meeting as JSON on standard input',
    argument: 'COMMAND',
  },
  hookTimeout: {
    ...number(1, 86_400),
    default: 60,
    help: 'seconds that the program of onMeeting may take',
    argument: 'SECONDS',
  },
} as const;
