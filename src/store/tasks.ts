import { z } from 'zod';
import type { StateOf, WordOf } from '../domain/state-machines.js';
import { isText, storedList } from './columns.js';
import { read, type Store, write } from './store.js';

/*
 * What is to be done after a meeting. The database keeps the rules: which status follows which, that no task waits for
 * itself, and that a completed one has its moment. The callers make changes operations (`recordOperation`).
 */

type TaskStatus = StateOf<'tasks.status'>;

/** A step of a task. */
const subTask = z.strictObject({ title: z.string().min(1), done: z.boolean() });
type SubTask = z.infer<typeof subTask>;

interface NewTask {
  readonly id: string;
  readonly meetingId: string;
  readonly title: string;
  readonly description?: string;
  readonly priority?: WordOf<'tasks.priority'>;
  /** `2026-01-31` */
  readonly dueDate?: string;
  /** A speaker of the meeting, by the id of the row. */
  readonly ownerSpeakerId?: string;
  readonly ownerName?: string;
  readonly ownerRole?: string;
  /** The turns that it follows from, by the ids of their rows, and what was said there. */
  readonly sourceSegmentIds?: readonly string[];
  readonly sourceText?: string;
  readonly subTasks?: readonly SubTask[];
  /** The task that has to be done first. */
  readonly dependsOn?: string;
  /** Who made it; none: nobody said. */
  readonly userId?: string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** A task, as it is stored. */
interface Task {
  readonly id: string;
  readonly meetingId: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly priority: WordOf<'tasks.priority'>;
  readonly dueDate: string | null;
  readonly ownerSpeakerId: string | null;
  readonly ownerName: string | null;
  readonly ownerRole: string | null;
  readonly sourceSegmentIds: readonly string[];
  readonly sourceText: string | null;
  readonly subTasks: readonly SubTask[];
  readonly dependsOn: string | null;
  readonly completedAt: string | null;
}

/** A new task, which is to be done. */
export function addTask(store: Store, task: NewTask): void {
  write(store, 'adding the task', () => {
    store
      .sql(
        `INSERT INTO tasks (id, meeting_id, title, description, priority, due_date, owner_speaker_id, owner_name,
           owner_role, source_segment_ids, source_text, sub_tasks, depends_on, user_id, created_at, updated_at)
         VALUES (@id, @meetingId, @title, @description, @priority, @dueDate, @ownerSpeakerId, @ownerName, @ownerRole,
           @sourceSegmentIds, @sourceText, @subTasks, @dependsOn, @userId, @now, @now)`,
      )
      .run({
        description: null,
        priority: 'medium',
        dueDate: null,
        ownerSpeakerId: null,
        ownerName: null,
        ownerRole: null,
        sourceText: null,
        dependsOn: null,
        userId: null,
        ...task,
        sourceSegmentIds: JSON.stringify(task.sourceSegmentIds ?? []),
        subTasks: JSON.stringify(z.array(subTask).parse(task.subTasks ?? [])),
      });
  });
}

/** Moves a task to another status; a completed one has the moment of that, and any other none. */
export function moveTask(
  store: Store,
  moved: { readonly id: string; readonly status: TaskStatus; readonly now: string },
): void {
  const completedAt = moved.status === 'completed' ? moved.now : null;
  write(store, 'moving the task', () => {
    store
      .sql(
        `UPDATE tasks SET status = @status, completed_at = @completedAt, updated_at = @now
         WHERE id = @id AND status <> @status`,
      )
      .run({ ...moved, completedAt });
  });
}

/** Replaces the steps of a task. */
export function setSubTasks(
  store: Store,
  set: { readonly id: string; readonly subTasks: readonly SubTask[]; readonly now: string },
): void {
  const subTasks = JSON.stringify(z.array(subTask).parse(set.subTasks));
  write(store, 'writing the steps of the task', () => {
    store.sql('UPDATE tasks SET sub_tasks = ?, updated_at = ? WHERE id = ?').run(subTasks, set.now, set.id);
  });
}

/** Says which task has to be done before another; null: none. */
export function setDependency(
  store: Store,
  set: { readonly id: string; readonly dependsOn: string | null; readonly now: string },
): void {
  write(store, 'writing what the task waits for', () => {
    store.sql('UPDATE tasks SET depends_on = @dependsOn, updated_at = @now WHERE id = @id').run(set);
  });
}

/** The tasks of a meeting, in the order in which they were added. */
export function listTasks(store: Store, meetingId: string): readonly Task[] {
  type Row = Omit<Task, 'sourceSegmentIds' | 'subTasks'> & {
    readonly sourceSegmentIds: string;
    readonly subTasks: string;
  };
  return read(store, 'listing the tasks', () =>
    store
      .sql<Row>(
        `SELECT id, meeting_id AS meetingId, title, description, status, priority, due_date AS dueDate,
                owner_speaker_id AS ownerSpeakerId, owner_name AS ownerName, owner_role AS ownerRole,
                source_segment_ids AS sourceSegmentIds, source_text AS sourceText, sub_tasks AS subTasks,
                depends_on AS dependsOn, completed_at AS completedAt
         FROM tasks WHERE meeting_id = ? ORDER BY created_at, id`,
      )
      .all(meetingId)
      .map((row) => ({
        ...row,
        sourceSegmentIds: storedList<string>(row.sourceSegmentIds, 'tasks.source_segment_ids', isText),
        subTasks: storedList<SubTask>(
          row.subTasks,
          'tasks.sub_tasks',
          (item) => subTask.safeParse(item).success,
        ),
      })),
  );
}
