import { describe, expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { confirmLabel, listRejections, nameLabel, rejectProfile } from '../../src/store/labels.js';
import { at, enroll, tempStore } from './fixture.js';
import { meetingOfVoices, voice } from './meeting-of-voices.js';

/** A meeting of three voices, which another one replaces in which they speak so long, one after the other. */
function prepare() {
  const store = tempStore();
  const [maya, tom] = ['Maya', 'Tom'].map((name) => enroll(store, name));
  const vector = voice(0);
  const old = meetingOfVoices(store, 'a.ogg', [{ vector }, { vector }, { vector }], 1);
  const replace = (...seconds: number[]) =>
    meetingOfVoices(
      store,
      'a.ogg',
      seconds.map((s) => ({ vector, seconds: s })),
      5,
      [old],
    );
  const labels = (meetingId: string) =>
    loadMeeting(store, meetingId).speakers.map(({ displayName, source }) => [displayName, source]);
  const cluster = (clusterId: string, meetingId = old) => ({ meetingId, clusterId });
  return { store, maya, tom, replace, labels, cluster };
}

describe('a meeting that takes the place of another', () => {
  it('takes over names, confirmations and rejections', () => {
    const { store, maya, tom, replace, labels, cluster } = prepare();
    confirmLabel(store, cluster('S1'), maya.id);
    nameLabel(store, cluster('S2'), 'Anna');
    rejectProfile(store, cluster('S3'), { profileId: tom.id, now: at(3) });
    const id = replace(9, 11, 12);
    expect(labels(id)).toEqual([
      ['Maya', 'confirmed'],
      ['Anna', 'named'],
      [null, undefined],
    ]);
    expect(listRejections(store, id)).toEqual([{ clusterId: 'S3', profileId: tom.id }]);
  });

  it('leaves alone a voice that was found otherwise', () => {
    const { store, maya, tom, replace, labels, cluster } = prepare();
    confirmLabel(store, cluster('S1'), maya.id);
    rejectProfile(store, cluster('S2'), { profileId: tom.id, now: at(3) });
    // The three voices are one now: a third of it is not most of it.
    const id = replace(30);
    expect([labels(id), listRejections(store, id)]).toEqual([[[null, undefined]], []]);
  });
});
