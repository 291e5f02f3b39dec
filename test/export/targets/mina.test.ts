import { describe, expect, it } from 'vitest';
import { minaTarget } from '../../../src/export/targets/mina.js';
import { at, newId, tempStore } from '../../store/fixture.js';
import { fillOffice, hurtful, insert } from '../office.js';
import { checkedRows, targetRows } from '../target-rows.js';

const local = '00000000-0000-7000-8000-000000000001';
const tableOf = (name: string) => minaTarget.tables.find((table) => table.name === name)!;

describe('the target mina', () => {
  it('has users with an address only, and the workspaces', () => {
    const { store, maya, omar, workspace } = fillOffice();
    const { user, workspace: workspaces } = checkedRows(store, minaTarget);
    expect(workspaces).toEqual([
      {
        unit: workspace,
        source: workspace,
        name: 'Sales',
        slug: 'sales',
        settings: '{"day":"Monday"}',
        created_at: at(3),
      },
      expect.objectContaining({ unit: local, source: 'local', name: 'Local', slug: 'local' }),
    ]);
    const seen = user.map(({ source, username, email, workspace_id, role, is_active }) => [
      source,
      username,
      email,
      workspace_id,
      role,
      is_active,
    ]);
    expect(seen).toEqual([
      [local, 'local', 'local@localhost', null, 'member', 1],
      [maya, 'maya', 'maya@example.com', workspace, 'organizer', 1],
      [omar, 'omar', 'omar@example.com', null, 'member', 1],
    ]);
  });

  it('gives a user without a name one that nobody else has and that fits', () => {
    const { store, omar } = fillOffice();
    const row = { updated_at: at(3) };
    insert(store, 'users', { ...row, external_id: 'other', username: 'omar', email: 'other@example.com' });
    const long = insert(store, 'users', { ...row, external_id: 'x'.repeat(65), email: 'long@example.com' });
    const names = targetRows(store, tableOf('user')).map(({ username }) => username);
    expect(names).toEqual(['local', 'maya', omar, 'omar', long]);
  });

  it('has every meeting, with the words of mina', () => {
    const { store, maya, workspace, planned, loose, processing, failed } = fillOffice();
    const { meeting, session } = checkedRows(store, minaTarget);
    expect(meeting.map(({ source, session_id }) => source === session_id)).toEqual([true, true, true, true]);
    expect(meeting[0]).toMatchObject({
      unit: planned,
      title: hurtful,
      description: hurtful,
      status: 'completed',
      workspace_id: workspace,
      organizer_id: maya,
      scheduled_start: '2026-01-05T09:00:00.000Z',
      scheduled_end: '2026-01-05T09:30:00.000Z',
      created_at: at(10),
    });
    const rest = meeting
      .slice(1)
      .map((row) => [row.source, row.status, row.workspace_id, row.organizer_id, row.scheduled_start]);
    expect(rest).toEqual([
      [loose, 'completed', 'local', local, null],
      [processing, 'draft', 'local', local, null],
      [failed, 'draft', 'local', local, null],
    ]);
    expect(
      session.map(({ external_id, status, user_id, language }) => [external_id, status, user_id, language]),
    ).toEqual([
      [planned, 'completed', maya, 'en'],
      [loose, 'completed', null, 'en'],
      [processing, 'processing', null, null],
      [failed, 'error', null, null],
    ]);
    expect(session[0]).toMatchObject({
      vad_enabled: 1,
      started_at: '2026-01-05T08:59:30.250Z',
      ended_at: '2026-01-05T09:00:31.287Z',
    });
  });

  it('takes a workspace that is called local for the one of meetings that are in none', () => {
    const { store } = fillOffice();
    const workspace = insert(store, 'workspaces', { name: 'Ours', slug: 'local' });
    const rows = checkedRows(store, minaTarget);
    expect(rows.workspace.filter(({ slug }) => slug === 'local')).toMatchObject([
      { source: workspace, name: 'Ours' },
    ]);
    expect(rows.meeting[1].workspace_id).toBe(workspace);
  });

  it('has the turns in milliseconds under the names that are shown', () => {
    const { store, planned, loose } = fillOffice();
    const segments = checkedRows(store, minaTarget).segment;
    const seen = (meeting: string) =>
      segments
        .filter(({ session_id }) => session_id === meeting)
        .map(({ start_ms, end_ms, speaker, text, kind, language }) => [
          start_ms,
          end_ms,
          speaker,
          text,
          kind,
          language,
        ]);
    expect(seen(planned)).toEqual([
      [100, 333, 'Maya', 'Good morning.', 'final', 'en'],
      [2000, 2500, null, 'Hm?', 'final', 'en'],
      [8500, 12000, `Dr. ${'ü'.repeat(60)}`, 'It\'s "done"; isn’t it?', 'final', 'en'],
    ]);
    expect(seen(loose).map(([, , speaker]) => speaker)).toEqual(['Omar', null, 'Speaker 2']);
  });

  it('leaves out what is not in the transcript', () => {
    const { store } = fillOffice();
    const texts = targetRows(store, tableOf('segment')).map(({ text }) => text);
    expect(texts).not.toContain('Thank you.');
  });

  it('has the tasks, who made them and whom they wait for', () => {
    const { store, maya, omar, planned, tasks } = fillOffice();
    const rows = checkedRows(store, minaTarget).task;
    const [after, before] = tasks.map((id) => rows.find(({ source }) => source === id));
    expect(before).toMatchObject({
      meeting_id: planned,
      title: hurtful,
      status: 'todo',
      priority: 'high',
      due_date: '2026-02-01',
      assigned_to_id: maya,
      // Lee has no address: the meeting's owner stands for who made it.
      created_by_id: maya,
      completed_at: null,
      depends_on_task_id: null,
    });
    expect(after).toMatchObject({
      status: 'completed',
      completed_at: at(50),
      assigned_to_id: null,
      created_by_id: omar,
      depends_on_task_id: tasks[1],
    });
  });

  it('has users who were invited or heard, each once', () => {
    const { store, maya, omar, planned, loose } = fillOffice();
    const rows = checkedRows(store, minaTarget).participant;
    expect(rows.map(({ source, role, status }) => [source, role, status]).sort()).toEqual(
      [
        [`${planned}:${maya}`, 'presenter', 'attended'],
        [`${planned}:${omar}`, 'participant', 'accepted'],
        [`${loose}:${omar}`, 'participant', 'attended'],
      ].sort(),
    );
  });

  it('calls the owner who is heard the organizer', () => {
    const { store, planned } = fillOffice();
    store.sql('DELETE FROM participants').run();
    expect(targetRows(store, tableOf('participant'), [planned])).toMatchObject([
      { role: 'organizer', status: 'attended', joined_at: null, left_at: null, created_at: at(10) },
    ]);
  });

  it('has one row of analytics for each meeting with a transcript, pending until somebody has judged', () => {
    const { store, planned, loose } = fillOffice();
    store.sql('DELETE FROM analytics WHERE meeting_id = ?').run(loose);
    for (const status of ['processing', 'completed'])
      store.sql('UPDATE analytics SET analysis_status = ?').run(status);
    store
      .sql(`UPDATE analytics SET overall_sentiment_score = 0.75, key_topics = '["numbers"]', updated_at = ?`)
      .run(at(80));
    expect(checkedRows(store, minaTarget).analytics).toMatchObject([
      {
        source: planned,
        analysis_status: 'completed',
        meeting_effectiveness_score: null,
        overall_sentiment_score: 0.75,
        key_topics: '["numbers"]',
        updated_at: at(80),
      },
      { source: loose, analysis_status: 'pending', overall_sentiment_score: null, created_at: at(21) },
    ]);
  });

  it('has the markers under the external id of the session', () => {
    const { store, maya, omar, planned } = fillOffice();
    const seen = checkedRows(store, minaTarget).marker.map((row) => [
      row.session_id,
      row.timestamp,
      row.type,
      row.content,
      row.user_id,
      row.speaker,
    ]);
    expect(seen).toEqual([
      [planned, 500, 'decision', 'Go', omar, null],
      [planned, 9000, 'risk', hurtful, maya, 'Maya'],
    ]);
  });

  it('gives the rows of the units that are asked for, and no others', () => {
    const { store, planned, loose } = fillOffice();
    for (const table of minaTarget.tables)
      expect(new Set(targetRows(store, table, [loose, newId()]).map(({ unit }) => unit)), table.name).toEqual(
        new Set(['workspace', 'user', 'task', 'marker'].includes(table.name) ? [] : [loose]),
      );
    expect(targetRows(store, tableOf('segment'), [planned])).toHaveLength(3);
  });

  it('has the local user and workspace of an empty store, and nothing else', () => {
    const rows = checkedRows(tempStore(), minaTarget);
    expect(
      Object.values(rows)
        .flat()
        .map(({ source }) => source),
    ).toEqual(['local', local]);
  });
});
