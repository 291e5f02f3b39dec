import { z } from 'zod';
import type { ClaimOrigin } from '../domain/insights.js';
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
  readonly dueDate?: string | null;
  /** A speaker of the meeting, by the id of the row. */
  readonly ownerSpeakerId?: string | null;
  readonly ownerName?: string | null;
  readonly ownerRole?: string;
  /** The turns that it follows from, by the ids of their rows, and what was said there. */
  readonly sourceSegmentIds?: readonly string[];
  readonly sourceText?: string;
  readonly subTasks?: readonly SubTask[];
  /** The task that has to be done first. */
  readonly dependsOn?: string;
  /** Who made it; none: nobody said. */
  readonly userId?: string;
  /** Undefined: a person. */
  readonly origin?: ClaimOrigin;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** A task, as it is stored. */
export interface Task {
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
  /** Who made it: `person`, also of one that a person changed, `extractive` or `llm:NAME`. */
  readonly origin: string;
  readonly createdAt: string;
  readonly meetingTitle: string;
  /** The cluster of `ownerSpeakerId`, and what that speaker is called. */
  readonly ownerClusterId: string | null;
  readonly ownerSpeaker: string | null;
}

/** A new task, which is to be done. */
export function addTask(store: Store, task: NewTask): void {
  write(store, 'adding the task', () => {
    store
      .sql(
        `INSERT INTO tasks (id, meeting_id, title, description, priority, due_date, owner_speaker_id, owner_name,
           owner_role, source_segment_ids, source_text, sub_tasks, depends_on, user_id, origin, created_at, updated_at)
         VALUES (@id, @meetingId, @title, @description, @priority, @dueDate, @ownerSpeakerId, @ownerName, @ownerRole,
           @sourceSegmentIds, @sourceText, @subTasks, @dependsOn, @userId, @origin, @now, @now)`,
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
        origin: 'person',
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
        `UPDATE tasks SET status = @status, completed_at = @completedAt, origin = 'person', updated_at = @now
         WHERE id = @id AND status <> @status`,
      )
      .run({ ...moved, completedAt });
  });
}

/** What a person changes about a task; undefined: it stays. */
export interface TaskChange {
  readonly title?: string;
  readonly description?: string | null;
  readonly priority?: WordOf<'tasks.priority'>;
  readonly dueDate?: string | null;
  readonly ownerSpeakerId?: string | null;
  readonly ownerName?: string | null;
}

const changeColumns: Readonly<Record<keyof TaskChange, string>> = {
  title: 'title',
  description: 'description',
  priority: 'priority',
  dueDate: 'due_date',
  ownerSpeakerId: 'owner_speaker_id',
  ownerName: 'owner_name',
};

/** A person changes a task, which is theirs from then on. */
export function editTask(
  store: Store,
  { id, now, ...change }: TaskChange & { readonly id: string; readonly now: string },
): void {
  const names = (Object.keys(changeColumns) as (keyof TaskChange)[]).filter(
    (name) => change[name] !== undefined,
  );
  if (names.length === 0) return;
  const [columns, values] = [
    names.map((name) => changeColumns[name]).join(', '),
    names.map((name) => `@${name}`).join(', '),
  ];
  write(store, 'editing the task', () => {
    store
      .sql(
        `UPDATE tasks SET (${columns}) = (${values}), origin = 'person', updated_at = @now
         WHERE id = @id AND (${columns}) IS NOT (${values})`,
      )
      .run({ id, now, ...change });
  });
}

/** Removes a task that a person made. One that was extracted is cancelled instead (`moveTask`), or it would come back. */
export function deleteTask(store: Store, id: string): void {
  write(store, 'removing the task', () => {
    store.sql('DELETE FROM tasks WHERE id = ?').run(id);
  });
}

/** The row of a cluster, which a task points at as its owner. */
export function speakerRow(store: Store, meetingId: string, clusterId: string): string | null {
  return read(store, 'looking for the speaker', () => {
    const row = store
      .sql<{ id: string }>('SELECT id FROM speakers WHERE meeting_id = ? AND cluster_id = ?')
      .get(meetingId, clusterId);
    return row?.id ?? null;
  });
}

/** Replaces the steps of a task. */
export function setSubTasks(
  store: Store,
  set: { readonly id: string; readonly subTasks: readonly SubTask[]; readonly now: string },
): void {
  const subTasks = JSON.stringify(z.array(subTask).parse(set.subTasks));
  write(store, 'writing the steps of the task', () => {
    store
      .sql("UPDATE tasks SET sub_tasks = ?, origin = 'person', updated_at = ? WHERE id = ?")
      .run(subTasks, set.now, set.id);
  });
}

/** Says which task has to be done before another; null: none. */
export function setDependency(
  store: Store,
  set: { readonly id: string; readonly dependsOn: string | null; readonly now: string },
): void {
  write(store, 'writing what the task waits for', () => {
    store
      .sql("UPDATE tasks SET depends_on = @dependsOn, origin = 'person', updated_at = @now WHERE id = @id")
      .run(set);
  });
}

/** What may be said of the tasks that are wanted; everything that is given must hold. */
export interface TaskFilter {
  readonly id?: string;
  readonly meetingId?: string;
  readonly status?: TaskStatus;
  /** Neither completed nor cancelled. */
  readonly open?: true;
  /** A part of the name of whoever is to do it, in whatever case. */
  readonly owner?: string;
  /** Due on this day or before, `2026-01-31`. */
  readonly dueBy?: string;
}

/** One condition for each filter that is given, so that SQLite finds the rows by an index. */
const conditions: Readonly<Record<keyof TaskFilter, string>> = {
  id: 't.id = @id',
  meetingId: 't.meeting_id = @meetingId',
  status: 't.status = @status',
  open: "t.status IN ('todo', 'in_progress', 'snoozed')",
  owner: "instr(lower(coalesce(p.display_name, s.display_name, t.owner_name, '')), lower(@owner)) > 0",
  dueBy: 't.due_date <= @dueBy',
};

/** Tasks: of one meeting in the order in which they were added, else by the day on which they are due, undated ones last. */
export function listTasks(store: Store, filter: TaskFilter): readonly Task[] {
  type Row = Omit<Task, 'sourceSegmentIds' | 'subTasks'> & {
    readonly sourceSegmentIds: string;
    readonly subTasks: string;
  };
  const given = (Object.keys(conditions) as (keyof TaskFilter)[]).filter((key) => filter[key] !== undefined);
  const where = given.length > 0 ? `WHERE ${given.map((key) => conditions[key]).join(' AND ')}` : '';
  const order = filter.meetingId === undefined ? 't.due_date IS NULL, t.due_date, ' : '';
  return read(store, 'listing the tasks', () =>
    store
      .sql<Row>(
        `SELECT t.id, t.meeting_id AS meetingId, t.title, t.description, t.status, t.priority,
                t.due_date AS dueDate, t.owner_speaker_id AS ownerSpeakerId, t.owner_name AS ownerName,
                t.owner_role AS ownerRole, t.source_segment_ids AS sourceSegmentIds, t.source_text AS sourceText,
                t.sub_tasks AS subTasks, t.depends_on AS dependsOn, t.completed_at AS completedAt, t.origin,
                t.created_at AS createdAt, m.title AS meetingTitle, s.cluster_id AS ownerClusterId,
                coalesce(p.display_name, s.display_name) AS ownerSpeaker
         FROM tasks t JOIN meetings m ON m.id = t.meeting_id LEFT JOIN speakers s ON s.id = t.owner_speaker_id
           LEFT JOIN user_profiles p ON p.id = s.user_profile_id
         ${where} ORDER BY ${order}t.created_at, t.id`,
      )
      .all(Object.fromEntries(given.filter((key) => key !== 'open').map((key) => [key, filter[key]])))
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
