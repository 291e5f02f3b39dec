import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listMeetings } from '../../../src/commands/meetings/list.js';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import { removeMeetings } from '../../../src/commands/meetings/rm.js';
import { showMeeting } from '../../../src/commands/meetings/show.js';
import { forgetSpeaker } from '../../../src/commands/speakers/forget.js';
import { renameSpeaker } from '../../../src/commands/speakers/rename.js';
import { createTestContext } from '../../command-context.js';
import { giveCredentials, refuse, startS3 } from '../../s3/s3-server.js';
import { tempFolder } from '../../store/fixture.js';
import { makeArchive } from './archive.js';

/** An archive whose changes are sent to a folder, or to what else is named. */
function prepare(to: unknown = join(tempFolder(), 'archive')) {
  const archive = makeArchive();
  /** A context of a run with the setting. */
  const run = (options: { json?: boolean; to?: unknown } = {}) =>
    createTestContext({ home: archive.home, flags: { export: options.to ?? to }, json: options.json });
  return { ...archive, to: String(to), run };
}

const mentions = (folder: string, id: string, word: string) =>
  readFileSync(join(folder, id, 'transcript.txt'), 'utf8').includes(word);

describe('a change', () => {
  it('is sent when the command that made it ends', async () => {
    const { to, run, meetingIds } = prepare();
    const first = run();
    await renameSpeaker(first, 'Maya', 'Maia');
    expect(first.printed.err).toBe(`sent to ${to}: 10 new, 0 changed, 0 removed\n`);
    expect(mentions(to, meetingIds[0], 'Maia')).toBe(true);
    const second = run();
    await nameCluster(second, meetingIds[0], 'S2', 'Tom', {});
    expect(second.printed.err).toContain('5 changed');
    expect(mentions(to, meetingIds[0], 'Tom')).toBe(true);
    await removeMeetings(run(), [meetingIds[0]], { yes: true });
    expect(readdirSync(to)).toEqual([meetingIds[1]]);
  });

  it('is not looked for by commands that change nothing', async () => {
    const { to, run } = prepare();
    // The transcripts of the archive are owed until the first command writes them.
    await listMeetings(run({ to: 'none' }), {});
    const context = run();
    await listMeetings(context, {});
    expect(context.printed.err).toBe('');
    expect(existsSync(to)).toBe(false);
  });

  it('is shown with its meeting', async () => {
    const { to, run, meetingIds } = prepare();
    await renameSpeaker(run(), 'Maya', 'Maia');
    const context = run();
    await showMeeting(context, meetingIds[0]);
    expect(context.printed.out).toContain(`sent to    ${to}\n`);
    await nameCluster(run({ to: 'none' }), meetingIds[0], 'S2', 'Tom', {});
    const later = run({ json: true });
    await showMeeting(later, meetingIds[0]);
    expect(JSON.parse(later.printed.out).sent).toEqual([{ place: to, current: false }]);
  });

  it('leaves standard output to the command', async () => {
    const { run } = prepare();
    const context = run({ json: true });
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(() => JSON.parse(context.printed.out)).not.toThrow();
  });

  it('is owed where a place cannot be reached, and sent with the next one', async () => {
    const blocked = join(tempFolder(), 'blocked');
    writeFileSync(blocked, '');
    const { to, run, meetingIds } = prepare(join(blocked, 'archive'));
    const context = run();
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(context.printed.out).toContain('Maia');
    expect(context.printed.err).toContain(`warning: ${to} does not have 2 changes yet.`);
    expect(context.printed.err).toContain(`run: scribe export artifacts --to ${to}`);
    rmSync(blocked);
    const next = run();
    await nameCluster(next, meetingIds[0], 'S2', 'Tom', {});
    expect(next.printed.err).toContain('10 new');
    expect(mentions(to, meetingIds[1], 'Maia')).toBe(true);
  });

  it('reaches every place of a list, also when one of them is away', async () => {
    giveCredentials();
    const server = await startS3();
    const folder = join(tempFolder(), 'archive');
    const { run } = prepare([{ to: 's3://meetings', endpoint: server.endpoint }, folder]);
    server.answer((_, response) => refuse(response, 403, 'AccessDenied'));
    const context = run();
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(context.printed.err).toContain('warning: s3://meetings does not have 2 changes yet.');
    expect(context.printed.err).toContain(`--to s3://meetings --endpoint ${server.endpoint}`);
    expect(context.printed.err).toContain(`sent to ${folder}: 10 new`);
    server.answer(() => false);
    const next = run();
    await renameSpeaker(next, 'Maia', 'Maja');
    expect(next.printed.err).toContain('sent to s3://meetings: 10 new');
    expect(next.printed.err).toContain(`sent to ${folder}: 0 new, 10 changed`);
  });

  it('is refused where the setting names no place', async () => {
    const { run } = prepare();
    await expect(renameSpeaker(run({ to: 'backup' }), 'Maya', 'Maia')).rejects.toThrow(
      'export is "backup", which is no place',
    );
    expect(() => run({ to: [{ to: 's3://a', colour: 'red' }] })).toThrow('export is a list; it must be');
  });
});

describe('what is erased', () => {
  it('is erased where it was sent', async () => {
    const { to, run, meetingIds } = prepare();
    await renameSpeaker(run(), 'Maya', 'Maia');
    const context = run({ json: true });
    await forgetSpeaker(context, 'Maia', { yes: true });
    expect(JSON.parse(context.printed.out)).toMatchObject({ elsewhere: [] });
    for (const id of meetingIds) expect(mentions(to, id, 'Maia')).toBe(false);
  });

  it('is named where it still is: in a place that is away', async () => {
    const { to, run, meetingIds } = prepare();
    await renameSpeaker(run(), 'Maya', 'Maia');
    rmSync(to, { recursive: true });
    writeFileSync(to, '');
    const context = run();
    await forgetSpeaker(context, 'Maia', { yes: true });
    expect(context.printed.err).toContain(
      `The name of Maia was sent to ${to} on 2026-01-01 and is still there. To erase it there, run: scribe export artifacts --to ${to}`,
    );
    const json = run({ json: true });
    await removeMeetings(json, [meetingIds[0]], { yes: true });
    expect(JSON.parse(json.printed.out)).toMatchObject({
      elsewhere: [{ place: to, voices: false, command: `scribe export artifacts --to ${to}` }],
    });
  });

  it('is named where it still is: in a place that no setting names', async () => {
    const { run, send, meetingIds, home } = prepare();
    const once = join(tempFolder(), 'once');
    await send(once);
    const removing = run({ to: 'none' });
    await removeMeetings(removing, [meetingIds[0]], { yes: true });
    expect(removing.printed.err).toContain(
      `What was removed was sent to ${once} on 2026-01-01 and is still there.`,
    );
    const forgetting = createTestContext({ home });
    await forgetSpeaker(forgetting, 'Maya', { yes: true });
    expect(forgetting.printed.err).toContain(`The name of Maya was sent to ${once}`);
    await send(once);
    expect(readdirSync(once)).toEqual([meetingIds[1]]);
    expect(mentions(once, meetingIds[1], 'Maya')).toBe(false);
  });
});
