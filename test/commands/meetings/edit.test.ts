import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editMeeting } from '../../../src/commands/meetings/edit.js';
import { showMeeting } from '../../../src/commands/meetings/show.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { editSpeaker } from '../../../src/commands/speakers/edit.js';
import { loadFields } from '../../../src/store/meeting-fields.js';
import { listOperations } from '../../../src/store/operations.js';
import { requireProfile } from '../../../src/store/profiles.js';
import { createTestContext } from '../../command-context.js';
import { complete, enroll, makeRecording, snapshot, tempStore } from '../../store/fixture.js';

function prepare() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  const context = createTestContext({ home: store.home });
  return { store, maya, meetingId, context, fields: () => loadFields(store, meetingId) };
}

describe('scribe meetings edit', () => {
  it('says what changed, and that alone; it can be undone', async () => {
    const { store, context, fields } = prepare();
    const before = snapshot(store);
    await editMeeting(context, 'last', {
      workspace: 'Sales',
      direction: 'unknown',
      owner: 'Ana <ana@x.org>',
    });
    expect(context.printed.out).toMatch(/has other fields now: workspace, owner[;.]/);
    expect(listOperations(store)[0]).toMatchObject({
      kind: 'edit-meeting',
      summary: /^changed workspace, owner of/,
    });
    expect(fields()).toMatchObject({ workspace: { name: 'Sales' }, owner: { email: 'ana@x.org' } });
    await undo(context, undefined);
    // Workspaces and accounts are shared, and stay.
    const plain = ({ users: _, workspaces: __, ...rest }: ReturnType<typeof snapshot>) => rest;
    const units = ({ revisions: _, ...rest }: ReturnType<typeof snapshot>) => rest;
    expect(units(plain(snapshot(store)))).toEqual(units(plain(before)));
  });

  it('adds to the contact who is known, unless another one is named', async () => {
    const { context, fields } = prepare();
    await editMeeting(context, 'last', { contact: 'Ines', phone: '1' });
    await editMeeting(context, 'last', { organization: 'Duarte' });
    expect(fields().contact).toEqual({ name: 'Ines', phone: '1', organization: 'Duarte' });
    await editMeeting(context, 'last', { contact: 'Rui' });
    expect(fields().contact).toEqual({ name: 'Rui' });
    await editMeeting(context, 'last', { clear: 'contact' });
    expect(fields().contact).toBeNull();
  });

  it('takes over a sidecar, of which flags say more', async () => {
    const { store, context, fields } = prepare();
    const meta = join(store.home, 'a.meta.yaml');
    writeFileSync(meta, 'workspace: Sales\nroom: Blue\ndate: 2025-01-01\n');
    await editMeeting(context, 'last', { meta, room: 'Red' });
    expect(fields()).toMatchObject({ workspace: { name: 'Sales' }, room: { name: 'Red' } });
    expect(context.printed.err).toContain('the date stays');
  });

  it.each([
    [{}, /needs something to change/],
    [{ direction: 'up' }, /--direction is "up"; it must be INCOMING, OUTGOING or UNKNOWN/],
    [{ phone: '' }, /--phone is ""; it must be text/],
    [{ ownerId: '' }, /--owner-id is ""; it must be text/],
    [{ scheduledEnd: 'soon' }, /--scheduled-end is "soon"; it must be a day or a moment/],
    [{ participants: 'Tom,' }, /--participants is ""; it must be text of 1 to 255/],
    [{ clear: 'contct' }, /--clear is "contct"/],
    [{ clear: 'title' }, /--clear is "title"/],
  ])('refuses %j', async (options, message) => {
    const { store, context } = prepare();
    const before = snapshot(store);
    await expect(editMeeting(context, 'last', options)).rejects.toThrow(message);
    expect(snapshot(store)).toEqual(before);
  });

  it('is shown', async () => {
    const { context } = prepare();
    const participants = 'Maya,Tom <tom@x.org>';
    const planned = { scheduledStart: '2026-01-05T10:00', scheduledEnd: '2026-01-05T11:30+01:00' };
    const call = { contact: 'Ines', phone: '+351 21', direction: 'incoming', sourceType: 'upload' };
    await editMeeting(context, 'last', { description: 'Prices.', participants, ...planned, ...call });
    context.printed.out = '';
    await showMeeting(context, 'last');
    for (const line of [
      /^about +Prices\.$/m,
      /^contact +Ines, \+351 21$/m,
      /^direction +incoming$/m,
      /^source +upload$/m,
      /^planned +2026-01-05 10:00 \+00:00 to 2026-01-05 10:30 \+00:00$/m,
      /^invited +Maya \(attended\), Tom <tom@x\.org> \(invited\)$/m,
      /^talk +3 turns, 3 words; 0:0\d of speech/m,
      /^S1 +Maya +5\.5 s +61% /m,
    ])
      expect(context.printed.out).toMatch(line);
  });
});

describe('scribe speakers edit', () => {
  it('changes what is said, and can be undone', async () => {
    const { store, context, maya } = prepare();
    await editSpeaker(context, 'maya', { email: 'Maya@X.org', tags: 'team, lisbon,team', role: 'Lead' });
    const edited = { email: 'maya@x.org', tags: ['team', 'lisbon'], role: 'Lead' };
    expect(requireProfile(store, maya.id)).toMatchObject(edited);
    await editSpeaker(context, 'Maya', { company: 'Duarte', clear: ['role'] });
    expect(requireProfile(store, maya.id)).toMatchObject({ ...edited, role: null, company: 'Duarte' });
    await undo(context, undefined);
    expect(requireProfile(store, maya.id)).toMatchObject({ ...edited, company: null });
  });

  it.each([
    [{}, /needs something to change/],
    [{ email: 'maya' }, /--email is "maya"; it must be an e-mail address/],
    [{ role: ' ' }, /--role is " "; it must be text/],
    [{ tags: 'a,,b' }, /--tags is ""; it must be text/],
  ])('refuses %j', async (options, message) => {
    await expect(editSpeaker(prepare().context, 'Maya', options)).rejects.toThrow(message);
  });
});
