import type { TargetTable } from '../../target.js';
import { atMost, date, keyOf, moment, text } from '../columns.js';
import { organizer } from './meetings.js';
import { knownUser, userOfProfile } from './people.js';

/**
 * What is to be done after a meeting. mina knows no snoozing: what is put off is still to be done. It is assigned where
 * the one who took it over is a user of mina. Other people's tasks may depend on one that was removed: it is cancelled.
 */
export const task: TargetTable = {
  name: 'task',
  key: ['id'],
  keys: 'given',
  natural: ['meeting_id', 'title', 'created_at'],
  whenRemoved: { set: { status: 'cancelled', description: null } },
  columns: {
    title: atMost(255),
    description: text,
    status: text,
    priority: text,
    meeting_id: keyOf('meeting'),
    assigned_to_id: keyOf('user'),
    created_by_id: keyOf('user'),
    due_date: date,
    completed_at: moment,
    depends_on_task_id: keyOf('task'),
    created_at: moment,
    updated_at: moment,
  },
  select: `
    SELECT unit, k.id AS source, k.title, k.description, iif(k.status = 'snoozed', 'todo', k.status) AS status,
      k.priority, m.id AS meeting_id, ${userOfProfile('s.user_profile_id')} AS assigned_to_id,
      coalesce(${knownUser('k.user_id')}, ${organizer}) AS created_by_id, k.due_date, k.completed_at,
      k.depends_on AS depends_on_task_id, k.created_at, k.updated_at
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit CROSS JOIN tasks k ON k.meeting_id = m.id
    LEFT JOIN speakers s ON s.id = k.owner_speaker_id`,
};
