import { describe, expect, it } from 'vitest';
import { normalize } from '../../src/domain/vectors.js';
import { type MeetingRelabel, planRelabel, planRelabelNear } from '../../src/ingest/plan-relabel.js';
import { saveMatch } from '../../src/store/labels.js';
import { listMeetings } from '../../src/store/list-meetings.js';
import { mergeProfiles } from '../../src/store/merge-profiles.js';
import { requireProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { addVoiceSamples, listVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
import { at, newId, randomNumbers, tempStore } from '../store/fixture.js';
import { enrollVoice, meetingOfVoices } from '../store/meeting-of-voices.js';

const dims = 8;
const settings = { matchThreshold: undefined, matchMargin: undefined } as never;
const random = randomNumbers(11);
/** In few dimensions strangers are similar, so that names are contested. */
const someVoice = (): Float32Array => normalize(Float32Array.from({ length: dims }, () => random() - 0.5));
const beside = (voice: Float32Array): Float32Array =>
  normalize(voice.map((value) => value + 0.4 * (random() - 0.5)));

/** A plan without the digits that depend on how many voices were compared. */
const essence = (plan: readonly MeetingRelabel[]) =>
  plan.map(({ meeting, changes }) => [
    meeting.id,
    changes.map(({ clusterId, after }) => [
      clusterId,
      after.profileId,
      after.candidates.map(({ profileId, similarity }) => [profileId, similarity.toFixed(4)]),
    ]),
  ]);

const all = (store: Store) => planRelabel(store, listMeetings(store, { status: 'completed' }), settings);
const settle = (store: Store): void => {
  for (const { meeting, changes } of all(store))
    for (const { after } of changes) saveMatch(store, meeting.id, after);
  expect(all(store)).toEqual([]);
};

/** People, and meetings of people and strangers, all matched. */
function prepare() {
  const store = tempStore();
  const voices = Array.from({ length: 6 }, someVoice);
  const people = voices.map((vector, i) => enrollVoice(store, `Person ${i}`, vector, 'campplus-zh-en'));
  for (let m = 0; m < 40; m++)
    meetingOfVoices(
      store,
      `${m}.ogg`,
      [0, 1, 2].map(() => ({
        vector: random() < 0.3 ? someVoice() : beside(voices[Math.floor(random() * voices.length)]),
        model: 'campplus-zh-en',
      })),
      m,
    );
  settle(store);
  return { store, people, voices };
}

describe('meetings near the profiles that changed', () => {
  it('are all that would look otherwise', () => {
    const { store, people, voices } = prepare();
    const changes: readonly (() => string)[] = [
      () => enrollVoice(store, 'Somebody', beside(voices[2]), 'campplus-zh-en').id,
      () => enrollVoice(store, 'Stranger', someVoice(), 'campplus-zh-en').id,
      () => {
        const embedding = { model: 'campplus-zh-en', vector: someVoice() };
        addVoiceSamples(store, {
          profileId: people[0].id,
          samples: [{ id: newId(), source: { path: 'x.wav' }, embedding, seconds: 8 }],
          now: at(90),
        });
        return people[0].id;
      },
      () => {
        const [{ id: sampleId }] = listVoiceSamples(store, people[1].id);
        revokeVoiceSample(store, { sampleId, now: at(91) });
        return people[1].id;
      },
    ];
    let renamed = 0;
    for (const change of changes) {
      const profileId = change();
      const plan = planRelabelNear(store, [profileId], settings);
      expect(essence(plan)).toEqual(essence(all(store)));
      renamed += plan.length;
      settle(store);
    }
    expect(renamed).toBeGreaterThan(10);
  });

  it('are those of both profiles when two become one', () => {
    const { store, people } = prepare();
    const [into, from] = [people[3], people[4]].map(({ id }) => requireProfile(store, id));
    mergeProfiles(store, { into, from, now: at(95) });
    const plan = planRelabelNear(store, [people[3].id, people[4].id], settings);
    expect(plan.length).toBeGreaterThan(3);
    expect(essence(plan)).toEqual(essence(all(store)));
  });

  it('are none when the profile is near nobody', () => {
    const { store } = prepare();
    const { id } = enrollVoice(store, 'Of another network', someVoice(), 'titanet-small');
    expect(planRelabelNear(store, [id], settings)).toEqual([]);
  });
});
