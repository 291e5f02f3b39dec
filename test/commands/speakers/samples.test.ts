import { beforeEach, expect, it } from 'vitest';
import { mergeSpeakers } from '../../../src/commands/speakers/merge.js';
import { listSamples, restoreSample, revokeSample } from '../../../src/commands/speakers/samples.js';
import { shortId } from '../../../src/domain/meeting.js';
import { listOperations, undoOperation } from '../../../src/store/operations.js';
import { findProfileByName, requireProfile } from '../../../src/store/profiles.js';
import type { Store } from '../../../src/store/store.js';
import { nearestProfiles } from '../../../src/store/voice-centroids.js';
import { addVoiceSamples, listVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext } from '../../command-context.js';
import { at, enroll, newId, tempStore } from '../../store/fixture.js';

let store: Store;
beforeEach(() => {
  store = tempStore();
  speak('Maya', [1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]);
});

function speak(name: string, ...vectors: number[][]): void {
  const { id: profileId } = enroll(store, name);
  const samples = vectors.map((vector, i) => ({
    id: newId(),
    source: { path: `${name}-${i}.wav` },
    embedding: { model: 'net', vector: Float32Array.from(vector) },
    seconds: 4,
  }));
  addVoiceSamples(store, { profileId, samples, now: at(1) });
}

const samplesOf = (name: string) => listVoiceSamples(store, requireProfile(store, name).id);
const context = (options: { json?: boolean } = {}) => createTestContext({ home: store.home, ...options });
const centroid = () =>
  nearestProfiles(store, { model: 'net', vector: Float32Array.of(0, 0, 1) }, 1)[0].similarity;

it('samples are listed with how alike each is to the others', async () => {
  const shown = context();
  const { printed } = shown;
  await listSamples(shown, 'maya');
  const [head, ...rows] = printed.out.trimEnd().split('\n');
  expect(head).toMatch(/^SAMPLE +VOICE +QUALITY +TO OTHERS +MODEL +ADDED +FROM$/);
  expect(rows).toHaveLength(3);
  expect(rows[2]).toMatch(/ 0\.00 +net .*Maya-2\.wav$/);
  const json = context({ json: true });
  await listSamples(json, 'Maya');
  expect(JSON.parse(json.printed.out)[2]).toMatchObject({
    similarity: expect.closeTo(0, 5),
    revokedAt: null,
  });
  enroll(store, 'Ann');
  const nobody = context();
  await listSamples(nobody, 'Ann');
  expect(nobody.printed).toEqual({ out: '', err: 'Ann has no samples.\n' });
});

it('a revoked sample does not count, until it is restored or the operation is undone', async () => {
  const before = centroid();
  const odd = samplesOf('Maya')[2].id;
  const shown = context();
  const { printed } = shown;
  await revokeSample(shown, shortId(odd));
  expect(printed.out).toBe(`The sample ${shortId(odd)} of Maya is revoked; 8.0 s of voice in all.\n`);
  expect(centroid()).toBeCloseTo(0, 6);
  await expect(revokeSample(context(), odd)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('it was revoked already'),
  });
  await restoreSample(context(), shortId(odd).slice(0, 7));
  expect(centroid()).toBeCloseTo(before, 6);
  await expect(restoreSample(context(), odd)).rejects.toMatchObject({ code: 'USAGE' });
  expect(listOperations(store).map(({ summary }) => summary)).toEqual([
    `restored the sample ${shortId(odd)} of Maya`,
    `revoked the sample ${shortId(odd)} of Maya`,
  ]);
  undoOperation(store, { now: at(5) });
  expect(centroid()).toBeCloseTo(0, 6);
  undoOperation(store, { now: at(6) });
  expect(centroid()).toBeCloseTo(before, 6);
});

it('the last sample can be revoked, and a copy of one that counts is not restored', async () => {
  for (const { id } of samplesOf('Maya')) await revokeSample(context(), id);
  expect(requireProfile(store, 'Maya')).toMatchObject({ samples: 0, status: 'untrained', model: null });
  const [first] = samplesOf('Maya');
  const again = { id: newId(), source: { path: 'x.wav' }, seconds: 4 };
  const embedding = { model: 'net', vector: Float32Array.of(1, 0, 0) };
  addVoiceSamples(store, {
    profileId: first.profileId,
    samples: [{ ...again, embedding }],
    now: at(4),
  });
  await expect(restoreSample(context(), first.id)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(`counts already as ${shortId(again.id)}`),
  });
});

it('an id that no sample has, or several, is refused with what could be meant', async () => {
  await expect(revokeSample(context(), 'zzzz')).rejects.toMatchObject({
    code: 'USAGE',
    hint: 'Run `scribe speakers samples list NAME` to see the ids.',
  });
  await expect(revokeSample(context(), '')).rejects.toMatchObject({ code: 'USAGE' });
  // Ids begin with the time, so they share their beginning.
  await expect(revokeSample(context(), samplesOf('Maya')[0].id.slice(0, 6))).rejects.toMatchObject({
    message: expect.stringMatching(/several samples match: (\w{8} \(Maya\)(, )?){3}\.$/),
  });
});

it('two profiles become one; those that are not alike only with --force', async () => {
  speak('May', [0.9, 0.3, 0.3]);
  speak('Tom', [-1, 0, 0]);
  const json = context({ json: true });
  await mergeSpeakers(json, 'Maya', 'May', {});
  expect(JSON.parse(json.printed.out)).toMatchObject({
    displayName: 'Maya',
    samples: 4,
    merged: { displayName: 'May' },
    warnings: [],
    meetingsToRelabel: 0,
  });
  await expect(mergeSpeakers(context(), 'Maya', 'Tom', {})).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/1 of 1 sample of Tom is not similar to the voice of Maya \(-0\.\d\d\)/),
  });
  expect(findProfileByName(store, 'Tom')).not.toBeNull();
  const shown = context();
  const { printed } = shown;
  await mergeSpeakers(shown, 'Maya', 'Tom', { force: true });
  expect(printed.out).toBe('Tom is Maya now, with 5 samples, 20.0 s of voice in all.\n');
  expect(printed.err).toContain('warning: 1 of 1 sample of Tom');
  await expect(mergeSpeakers(context(), 'Maya', 'maya', {})).rejects.toMatchObject({ code: 'USAGE' });
});
