import { describe, expect, it } from 'vitest';
import { undo } from '../../../src/commands/operations/undo.js';
import { addTask } from '../../../src/commands/tasks/add.js';
import { editTask, finishTasks, removeTasks } from '../../../src/commands/tasks/change.js';
import { listTasks } from '../../../src/commands/tasks/list.js';
import { shortId } from '../../../src/domain/meeting.js';
import { listOperations } from '../../../src/store/operations.js';
import { addTask as extract, listTasks as read } from '../../../src/store/tasks.js';
import { turnIds } from '../../../src/store/turns.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from '../../store/fixture.js';

function prepare(json = false) {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const context = createTestContext({ home: store.home, json });
  const tasks = () => read(store, { meetingId });
  return { store, meetingId, context, tasks };
}

describe('scribe tasks', () => {
  it('adds a task with who and when, and takes it back', async () => {
    const { context, tasks, store } = prepare();
    await addTask(context, 'last', ' Send the offer ', { owner: 'maya', due: 'friday', priority: 'high' });
    const [task] = tasks();
    // The context's clock stands on Thursday, 1 January.
    expect(task).toMatchObject({
      title: 'Send the offer',
      ownerClusterId: 'S1',
      dueDate: '2026-01-02',
      priority: 'high',
      origin: 'person',
    });
    expect(context.printed.out).toContain(`Task ${shortId(task.id)} was added`);
    expect(listOperations(store)[0].summary).toContain('added the task "Send the offer"');
    await undo(context, undefined);
    expect(tasks()).toEqual([]);
  });

  it('lists the open ones of all meetings by day, and marks those that are late', async () => {
    const { context, tasks } = prepare();
    await addTask(context, 'last', 'No day', { owner: 'Bob' });
    await addTask(context, 'last', 'Late', { due: '2025-12-31' });
    await addTask(context, 'last', 'Early', { due: '2026-01-01' });
    await addTask(context, 'last', 'Done', { due: '2025-12-30' });
    await finishTasks(context, [shortId(tasks().find(({ title }) => title === 'Done')!.id)]);
    const listed = async (options: Parameters<typeof listTasks>[2], id?: string) => {
      context.printed.out = '';
      await listTasks(context, id, options);
      return context.printed.out;
    };
    const all = await listed({});
    expect(all.indexOf('Late')).toBeLessThan(all.indexOf('Early'));
    expect(all.indexOf('Early')).toBeLessThan(all.indexOf('No day'));
    expect(all).toMatch(/2025-12-31 overdue .* Late/);
    expect(all).not.toMatch(/2026-01-01 overdue|Done/);
    expect(await listed({ overdue: true })).not.toMatch(/Early|No day|Done/);
    expect(await listed({ owner: 'bo' })).not.toMatch(/Late|Early/);
    expect(await listed({ due: '2026-01-01' })).not.toMatch(/No day/);
    expect(await listed({ all: true }, 'last')).toMatch(/completed +Done/);
    expect(await listed({ status: 'completed' })).not.toMatch(/Late|Early|No day/);
  });

  it('changes a task, which is the person’s from then on', async () => {
    const { context, tasks, store, meetingId } = prepare();
    // What is extracted from the meeting itself is none, and has been.
    await listTasks(context, undefined, {});
    extract(store, {
      id: newId(),
      meetingId,
      title: 'I will do it.',
      origin: 'extractive',
      dueDate: '2026-01-09',
      now: at(3),
    });
    const id = shortId(tasks()[0].id);
    await editTask(context, id, { title: 'Do it', due: 'none', owner: 'Zoe', status: 'in_progress' });
    expect(tasks()[0]).toMatchObject({
      title: 'Do it',
      dueDate: null,
      ownerName: 'Zoe',
      ownerSpeakerId: null,
      status: 'in_progress',
      origin: 'person',
    });
    await undo(context, undefined);
    expect(tasks()[0]).toMatchObject({ title: 'I will do it.', status: 'todo', origin: 'extractive' });
  });

  it('removes its own for good, and cancels one that was said, so that it is not found again', async () => {
    const { context, tasks, store, meetingId } = prepare();
    await addTask(context, 'last', 'Mine', {});
    const said = {
      title: 'I will do it.',
      origin: 'extractive' as const,
      sourceSegmentIds: [turnIds(store, meetingId)[0]],
    };
    extract(store, { id: newId(), meetingId, ...said, now: at(3) });
    const ids = tasks().map(({ id }) => shortId(id));
    await finishTasks(context, [ids[0]]);
    await removeTasks(context, ids);
    expect(tasks().map(({ title, status }) => [title, status])).toEqual([['I will do it.', 'cancelled']]);
  });

  it('prints JSON', async () => {
    const { context } = prepare(true);
    await addTask(context, 'last', 'Send', {});
    await listTasks(context, undefined, {});
    const [added, listed] = context.printed.out.split(/(?<=\n)(?=\[)/).map((text) => JSON.parse(text));
    expect(listed).toEqual([{ ...added, overdue: false }]);
  });

  it('says what is wrong', async () => {
    const { context } = prepare();
    await expect(addTask(context, 'last', ' ', {})).rejects.toMatchObject({ code: 'USAGE' });
    await expect(addTask(context, 'last', 'x', { due: 'someday' })).rejects.toMatchObject({
      message: '"someday" is no day that is to come.',
    });
    await expect(addTask(context, 'last', 'x', { due: '2026-02-30' })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(finishTasks(context, ['ffffffff'])).rejects.toMatchObject({
      message: 'Looking for the task "ffffffff" failed: no task has such an id.',
    });
    await expect(editTask(context, 'ffffffff', {})).rejects.toThrow('something to change');
  });
});
