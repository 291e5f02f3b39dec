import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
const input = folders.make();
const sidecar = join(input, 'call.meta.yaml');
copyFileSync(example('voice-maya.ogg'), join(input, 'call.ogg'));
writeFileSync(
  join(home, 'config.yaml'),
  'meeting:\n  workspace: Everybody\n  owner: Ana <ana@example.org>\n  direction: outgoing\n',
);

const show = async () => JSON.parse((await runScribe(home, ['meetings', 'show', 'last', '--json'])).stdout);

describe('what lies beside a recording', () => {
  it('is read with it, after the flags and before the config', async () => {
    writeFileSync(
      sidecar,
      'title: Pricing call\ndate: 2025-03-01\nworkspace: Sales\nroom: Blue\ndirection: incoming\nparticipants: [Tom]\n',
    );
    const { status, stderr } = await runScribe(home, ['ingest', input, '--room', 'Red']);
    expect(status, stderr).toBe(0);
    expect(stderr).not.toContain('passed over');
    expect(await show()).toMatchObject({
      title: 'Pricing call',
      startTime: expect.stringMatching(/^2025-0[23]-/),
      workspace: { name: 'Sales' },
      room: { name: 'Red' },
      direction: 'INCOMING',
      owner: { email: 'ana@example.org' },
      participants: [{ name: 'Tom', status: 'invited', named: true }],
    });
  });

  it('is not taken over by a known recording, which says so', async () => {
    writeFileSync(sidecar, 'workspace: Support\ndirection: incoming\n');
    const { status, stderr } = await runScribe(home, ['ingest', input]);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /something else is said now \(workspace\); to change it: scribe meetings edit \w{8} --meta /,
    );
    expect(await show()).toMatchObject({ title: 'Pricing call', workspace: { name: 'Sales' } });
  });

  it('counts with --force, but no more than what a person changed', async () => {
    await runScribe(home, ['meetings', 'edit', 'last', '--direction', 'outgoing', '--title', 'Mine']);
    const { status, stderr } = await runScribe(home, ['ingest', input, '--force']);
    expect(status, stderr).toBe(0);
    expect(await show()).toMatchObject({
      title: 'Mine',
      direction: 'OUTGOING',
      workspace: { name: 'Support' },
      room: { name: 'Red' },
      participants: [{ name: 'Tom' }],
    });
  });

  it('fails its recording when it is wrong, before anything is done', async () => {
    writeFileSync(sidecar, 'direction: up\n');
    const { status, stderr } = await runScribe(home, ['ingest', input, '--force']);
    expect(status).toBe(2);
    expect(stderr).toContain(
      'call.meta.yaml failed: direction is "up"; it must be INCOMING, OUTGOING or UNKNOWN.',
    );
    expect(stderr).not.toContain('decoding');
    expect(await show()).toMatchObject({ title: 'Mine' });
  });
});
