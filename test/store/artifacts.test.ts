import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engraveDebt, findRenderDebt, listRenderDebts, settleRenderDebt } from '../../src/store/artifacts.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { confirmLabel } from '../../src/store/labels.js';
import { failMeeting, removeMeeting } from '../../src/store/meetings.js';
import { renameProfile } from '../../src/store/profiles.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import { at, begin, complete, enroll, makeRecording, newId, tempStore } from './fixture.js';

/** Two meetings in which Maya speaks, one in which Tom does and Maya was near, nothing owed. */
function settled() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const tom = enroll(store, 'Tom');
  const ids = ['a.ogg', 'b.ogg', 'c.ogg'].map((name, i) => {
    const { meetingId } = complete(store, makeRecording(name), i < 2 ? maya : tom, { minute: 3 * i });
    return meetingId;
  });
  store
    .sql(`UPDATE speakers SET candidates = json_array(json_object('profileId', ?, 'similarity', 0.3))
          WHERE meeting_id = ? AND cluster_id = 'S2'`)
    .run(maya.id, ids[2]);
  settleAll(store);
  return { store, maya, tom, ids };
}

function settleAll(store: Store): void {
  for (const debt of listRenderDebts(store)) settleRenderDebt(store, debt);
}

const owed = (store: Store) => listRenderDebts(store).map(({ meetingId }) => meetingId);

describe('the files of a meeting are out of date', () => {
  it('when it is completed, and not before', () => {
    const store = tempStore();
    const begun = begin(store, makeRecording('a.ogg'));
    expect(owed(store)).toEqual([]);
    failMeeting(store, { meetingId: begun.meetingId, message: 'no', newId, now: at(2) });
    expect(owed(store)).toEqual([]);
    const { meetingId } = complete(store, makeRecording('b.ogg'), enroll(store, 'Maya'));
    expect(findRenderDebt(store, meetingId)).toMatchObject({ style: 'verbatim' });
  });

  it('when somebody in it is renamed, also one who was merely near', () => {
    const { store, maya, tom, ids } = settled();
    renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(20) });
    expect(owed(store).sort()).toEqual([...ids].sort());
    settleAll(store);
    renameProfile(store, { profileId: tom.id, displayName: 'Tim', now: at(21) });
    expect(owed(store)).toEqual([ids[2]]);
    settleAll(store);
    renameProfile(store, { profileId: tom.id, displayName: 'Tim', now: at(22) });
    expect(owed(store)).toEqual([]);
  });

  it('and that is on the disk before they are written', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const log = () => statSync(`${store.path}-wal`).size;
    const debt = findRenderDebt(store, meetingId)!;
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    const engraved = engraveDebt(store, debt)!;
    // What is not written is not synced either.
    expect(log()).toBeGreaterThan(0);
    // Whoever read it before does not know what is in the files now.
    expect(engraveDebt(store, debt)).toBeNull();
    expect(settleRenderDebt(store, debt)).toBe(false);
    expect(settleRenderDebt(store, engraved)).toBe(true);
  });

  it('when somebody in it is forgotten', () => {
    const { store, maya, ids } = settled();
    forgetProfile(store, { profileId: maya.id, now: at(20) });
    expect(owed(store).sort()).toEqual([...ids].sort());
  });

  it('when a profile goes in whatever way', () => {
    const { store, maya, ids } = settled();
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(maya.id);
    expect(owed(store).sort()).toEqual([...ids].sort());
  });

  it('when a speaker gets a name, or the turns are others', () => {
    const { store, maya, ids } = settled();
    confirmLabel(store, { meetingId: ids[2], clusterId: 'S2' }, maya.id);
    expect(owed(store)).toEqual([ids[2]]);
    settleAll(store);
    replaceTurns(store, { meetingId: ids[0], turns: [], newId, now: at(21) });
    expect(owed(store)).toEqual([ids[0]]);
  });

  it('when it is removed: then they are owed their removal', () => {
    const { store, ids } = settled();
    removeMeeting(store, ids[0]);
    expect(owed(store)).toEqual([ids[0]]);
  });
});

describe('a debt', () => {
  it('is not settled when the meeting has changed once more while its files were written', () => {
    const { store, maya, ids } = settled();
    renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(20) });
    const seen = findRenderDebt(store, ids[0])!;
    renameProfile(store, { profileId: maya.id, displayName: 'Maja', now: at(21) });
    expect(settleRenderDebt(store, seen)).toBe(false);
    expect(settleRenderDebt(store, findRenderDebt(store, ids[0])!)).toBe(true);
    expect(findRenderDebt(store, ids[0])).toBeNull();
  });

  it('goes with a transaction that fails', () => {
    const { store, maya } = settled();
    const fail = store.db.transaction(() => {
      renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(20) });
      throw new Error('no');
    });
    expect(fail).toThrow('no');
    expect(owed(store)).toEqual([]);
  });
});
