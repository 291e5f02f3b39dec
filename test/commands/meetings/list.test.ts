import { describe, expect, it, onTestFinished } from 'vitest';
import { fillStore } from '../../../bench/many-meetings.js';
import { type ListOptions, listMeetings } from '../../../src/commands/meetings/list.js';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import type { MeetingSummary } from '../../../src/store/list-meetings.js';
import { openStore } from '../../../src/store/open-store.js';
import { createTestContext } from '../../command-context.js';
import { at } from '../../store/fixture.js';

/** A store with so many meetings, one every two hours from 2024-01-01 8:00 on. */
function contextWith(meetings: number, options: { json?: boolean; isTTY?: boolean } = {}) {
  const context = createTestContext({ json: options.json });
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  fillStore(store, { meetings, people: 3, turns: 4 });
  store.close();
  return { ...context, out: { ...context.out, isTTY: options.isTTY ?? false } };
}

async function listed(context: ReturnType<typeof contextWith>, options: ListOptions) {
  context.printed.out = '';
  await listMeetings(context, options);
  return JSON.parse(context.printed.out) as MeetingSummary[];
}

describe('the list of meetings', () => {
  it('is as long as asked for, and on a terminal says what it leaves out', async () => {
    const piped = contextWith(103);
    await listMeetings(piped, {});
    expect(piped.printed.out.split('\n')).toHaveLength(105);
    const terminal = contextWith(103, { isTTY: true });
    await listMeetings(terminal, {});
    expect(terminal.printed.out.split('\n')).toHaveLength(102);
    expect(terminal.printed.err).toBe('3 more meetings: --all lists them.\n');
    terminal.printed.out = terminal.printed.err = '';
    await listMeetings(terminal, { limit: 2, sort: 'date' });
    expect(terminal.printed.out).toMatch(/2024-01-01 .*Stand-up 1\n.*Budget 2\n$/);
    await listMeetings(terminal, { all: true });
    expect(terminal.printed.out.split('\n')).toHaveLength(108);
    expect(terminal.printed.err).toBe('');
  });

  it('is sorted by date, title, duration and when a meeting was added', async () => {
    const context = contextWith(8, { json: true });
    const titles = async (options: ListOptions) => (await listed(context, options)).map(({ title }) => title);
    const added = await titles({});
    expect(added[0]).toBe('Budget 8');
    expect(await titles({ sort: 'added', descending: true })).toEqual(added);
    expect(await titles({ sort: 'date' })).toEqual([...added].reverse());
    expect(await titles({ sort: 'title' })).toEqual([...added].sort());
    expect(await titles({ sort: 'title', descending: true })).toEqual([...added].sort().reverse());
    const lengths = (await listed(context, { sort: 'duration' })).map(({ duration }) => duration);
    expect(lengths).toEqual([...lengths].sort((a, b) => a! - b!));
  });

  it('has only what the filters leave', async () => {
    const context = contextWith(30, { json: true });
    expect(await listed(context, { from: '2024-01-02', to: '2024-01-02' })).toHaveLength(12);
    expect(await listed(context, { from: '2024-02' })).toEqual([]);
    expect(await listed(context, { to: '2023' })).toEqual([]);
    expect(await listed(context, { text: 'nobody NOT nobody' })).toEqual([]);
    const all = await listed(context, {});
    const said = await listed(context, { text: 'Monday problem' });
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThan(all.length);
    const { id } = all.find(({ speakers }) => speakers.some((s) => s.clusterId === 'S2' && !s.profileId))!;
    await nameCluster(context, id, 'S2', 'Zora Neale', {});
    expect((await listed(context, { speaker: 'zora neale' })).map((meeting) => meeting.id)).toEqual([id]);
    await expect(listMeetings(context, { speaker: 'Nobody' })).rejects.toThrow(/nobody of that name/);
    await expect(listMeetings(context, { from: 'May' })).rejects.toThrow(
      /--from "May" failed: it is no date/,
    );
    await expect(listMeetings(context, { from: '2024', since: '2024-01-01' })).rejects.toThrow(/together/);
  });
});
