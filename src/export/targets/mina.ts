import type { Target } from '../target.js';
import { analytics, meeting, participant } from './mina/meetings.js';
import { user, workspace } from './mina/people.js';
import { marker, segment, session } from './mina/sessions.js';
import { task } from './mina/tasks.js';

/** The tables of mina: workspaces, users, meetings with sessions in milliseconds, tasks; all keys are integers. */
export const minaTarget: Target = {
  name: 'mina',
  tables: [workspace, user, meeting, session, segment, task, participant, analytics, marker],
};
