import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArtifacts } from '../../../src/commands/export/artifacts.js';
import { expectExported, findRoot } from '../../../src/store/exported-artifacts.js';
import { forgetProfile } from '../../../src/store/forget-profile.js';
import { lockExport } from '../../../src/store/locks.js';
import { removeMeeting } from '../../../src/store/meetings.js';
import { renameProfile } from '../../../src/store/profiles.js';
import { createTestContext, sha256 } from '../../command-context.js';
import { at, countRows, tempFolder } from '../../store/fixture.js';
import { makeArchive } from './archive.js';

const kinds = ['transcript.json', 'transcript.md', 'transcript.srt', 'transcript.txt', 'transcript.vtt'];
const none = { new: 0, changed: 0, removed: 0, same: 0, kept: 0, sent: 0 };

describe('a folder', () => {
  it('gets every transcript under its key, once', async () => {
    const { send, meetingIds, home } = makeArchive();
    const to = join(tempFolder(), 'archive');
    const first = await send(to);
    expect(first.summary).toEqual({
      ...none,
      kind: 'export-finished',
      to,
      dryRun: false,
      new: 10,
      sent: first.summary.sent,
    });
    expect(first.summary.sent).toBeGreaterThan(1000);
    expect(readdirSync(to).sort()).toEqual([...meetingIds].sort());
    for (const id of meetingIds) {
      expect(readdirSync(join(to, id)).sort()).toEqual(kinds);
      for (const kind of kinds)
        expect(readFileSync(join(to, id, kind))).toEqual(readFileSync(join(home, 'artifacts', id, kind)));
    }
    expect((await send(to)).summary).toMatchObject({ ...none, same: 10 });
  });

  it('gets a new name, and a forgotten one leaves it', async () => {
    const { send, withStore, maya, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to);
    withStore((store) => renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(30) }));
    expect((await send(to)).summary).toMatchObject({ ...none, changed: 10, sent: expect.any(Number) });
    expect(readFileSync(join(to, meetingIds[0], 'transcript.txt'), 'utf8')).toContain('Maia');
    withStore((store) => forgetProfile(store, { profileId: maya.id, now: at(31) }));
    await send(to);
    for (const id of meetingIds)
      for (const kind of kinds) expect(readFileSync(join(to, id, kind), 'utf8')).not.toContain('Maia');
  });

  it('loses a meeting that is gone, and nothing that somebody else has put there', async () => {
    const { send, withStore, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to);
    const [gone, other] = meetingIds;
    writeFileSync(join(to, gone, 'minutes.txt'), 'mine');
    writeFileSync(join(to, gone, 'transcript.md'), 'edited');
    writeFileSync(join(to, 'README'), 'mine');
    withStore((store) => {
      removeMeeting(store, gone);
    });
    const { summary, events } = await send(to);
    expect(summary).toMatchObject({ ...none, removed: 4, same: 5, kept: 1 });
    expect(events).toContainEqual({ kind: 'export-kept', path: `${to}/${gone}/transcript.md`, beside: null });
    expect(readdirSync(join(to, gone)).sort()).toEqual(['minutes.txt', 'transcript.md']);
    expect(readdirSync(to).sort()).toEqual(['README', gone, other].sort());
    expect((await send(to)).summary).toMatchObject({ ...none, same: 5 });
  });

  it('loses the folder of a meeting with the last file in it', async () => {
    const { send, withStore, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to);
    withStore((store) => {
      removeMeeting(store, meetingIds[0]);
    });
    await send(to);
    expect(readdirSync(to)).toEqual([meetingIds[1]]);
  });

  it('keeps what a person has changed, and the present transcript goes beside it', async () => {
    const { send, withStore, maya, meetingIds } = makeArchive(['a.ogg']);
    const to = join(tempFolder(), 'archive');
    await send(to);
    const folder = join(to, meetingIds[0]);
    writeFileSync(join(folder, 'transcript.md'), 'my notes');
    withStore((store) => renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(30) }));
    const { summary, events } = await send(to);
    expect(summary).toMatchObject({ new: 1, changed: 4, kept: 1 });
    expect(events).toContainEqual({
      kind: 'export-kept',
      path: `${to}/${meetingIds[0]}/transcript.md`,
      beside: `${to}/${meetingIds[0]}/transcript.new.md`,
    });
    expect(readFileSync(join(folder, 'transcript.md'), 'utf8')).toBe('my notes');
    expect(readFileSync(join(folder, 'transcript.new.md'), 'utf8')).toContain('Maia');
    // The one beside it is current from then on.
    withStore((store) => renameProfile(store, { profileId: maya.id, displayName: 'May', now: at(31) }));
    expect((await send(to)).summary).toMatchObject({ new: 0, changed: 5, kept: 1 });
    expect(readFileSync(join(folder, 'transcript.new.md'), 'utf8')).toContain('May');
  });

  it('is filled again when it was emptied, and so is the folder of the store', async () => {
    const { send, home, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to);
    rmSync(to, { recursive: true });
    rmSync(join(home, 'artifacts', meetingIds[0], 'transcript.md'));
    writeFileSync(join(home, 'artifacts', meetingIds[1], 'transcript.md'), 'damaged');
    expect((await send(to)).summary).toMatchObject({ new: 10, changed: 0 });
    for (const id of meetingIds)
      expect(readFileSync(join(to, id, 'transcript.md'), 'utf8')).toContain('Good morning.');
  });

  it('is known under whatever name it is given', async () => {
    const { send, withStore } = makeArchive();
    const folder = tempFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    await send(join(folder, 'real'));
    await send(join(folder, 'link'));
    withStore((store) => expect(countRows(store, 'artifact_roots')).toBe(1));
  });

  it('is left as it is by a dry run', async () => {
    const { send, withStore } = makeArchive();
    const to = join(tempFolder(), 'archive');
    expect((await send(to, { dryRun: true })).summary).toMatchObject({ ...none, dryRun: true, new: 10 });
    expect(existsSync(to)).toBe(false);
    withStore((store) => expect(countRows(store, 'artifact_roots')).toBe(0));
  });

  it('gets only the meetings that are meant', async () => {
    const { send, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    expect((await send(to, { meeting: [meetingIds[1]] })).summary).toMatchObject({ new: 5 });
    expect(readdirSync(to)).toEqual([meetingIds[1]]);
    expect((await send(to, { since: '2026-01-06' })).summary).toMatchObject(none);
    expect((await send(to, { since: '2026-01-05' })).summary).toMatchObject({ new: 5, same: 5 });
    await expect(send(to, { since: '2026-01-05', meeting: ['last'] })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(send(to, { meeting: ['none'] })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('is refused when it is in the folder of the store, or cannot be written', async () => {
    const { send, home } = makeArchive();
    await expect(send(join(home, 'artifacts'))).rejects.toThrow("it is in scribe's own folder");
    await expect(send(home)).rejects.toMatchObject({ code: 'USAGE' });
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(send(join(folder, 'file', 'x'))).rejects.toMatchObject({
      code: 'OUTPUT',
      hint: expect.stringContaining('--to DIR'),
    });
    await expect(send('gs://bucket')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(send(folder, { endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'that is read-only is named with what helps',
    async () => {
      const { send } = makeArchive();
      const folder = tempFolder();
      chmodSync(folder, 0o500);
      await expect(send(folder)).rejects.toThrow('permission denied');
    },
  );

  it('is never exported to by two at once', async () => {
    const { send, home } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to);
    const lock = lockExport(home, ` ${to}`);
    await expect(send(to)).rejects.toMatchObject({ code: 'STORE' });
    lock?.release();
    expect((await send(to)).summary).toMatchObject({ same: 10 });
  });

  it('is cleared of what a killed export has put of a meeting that is gone', async () => {
    const { send, withStore, meetingIds } = makeArchive();
    const to = join(tempFolder(), 'archive');
    await send(to, { meeting: [meetingIds[1]] });
    const [killed] = meetingIds;
    mkdirSync(join(to, killed));
    writeFileSync(join(to, killed, 'transcript.md'), 'put');
    withStore((store) => {
      const rootId = findRoot(store, { endpoint: '', place: to })!;
      const file = { name: 'transcript.md', type: 'transcript.md', version: null };
      // A kill came after the note of what will be put: both may stand there.
      for (const content of ['put', 'newer'])
        expectExported(store, { rootId, meetingId: killed, files: [{ ...file, sha256: sha256(content) }] });
      removeMeeting(store, killed);
    });
    expect((await send(to)).summary).toMatchObject({ removed: 1, same: 5 });
    expect(existsSync(join(to, killed))).toBe(false);
  });
});

it('is told in one line to people', async () => {
  const { home } = makeArchive();
  const to = join(tempFolder(), 'archive');
  const context = createTestContext({ home });
  await exportArtifacts(context, { to, dryRun: true });
  await exportArtifacts(context, { to });
  const lines = context.printed.out.replaceAll(to, 'TO').split('\n');
  expect(lines[0]).toBe('TO: 10 new, 0 changed, 0 removed, 0 same, nothing done yet (dry run)');
  expect(lines[1]).toMatch(/^TO: 10 new, 0 changed, 0 removed, 0 same, [\d.]+ kB sent$/);
});
