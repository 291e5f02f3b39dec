import { expect, it } from 'vitest';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { openStore } from '../../src/store/open-store.js';
import { renameProfile } from '../../src/store/profiles.js';
import { type Store, write } from '../../src/store/store.js';
import { nearestProfiles } from '../../src/store/voice-centroids.js';
import { nearestInMemory } from '../../src/store/voice-index.js';
import { addVoiceSamples } from '../../src/store/voice-samples.js';
import { at, enroll, newId, randomNumbers, randomVoice, tempStore } from './fixture.js';

const east = { model: 'net', vector: Float32Array.of(1, 0) };

function speak(store: Store, name: string, x: number, y: number): string {
  const { id } = enroll(store, name);
  const embedding = { model: 'net', vector: Float32Array.of(x, y) };
  const sample = { id: newId(), source: { path: 'x.wav' }, embedding, seconds: 5 };
  addVoiceSamples(store, { profileId: id, samples: [sample], now: at(1) });
  return id;
}

const names = (store: Store) => nearestProfiles(store, east, 2).map(({ displayName }) => displayName);
const inMemory = (store: Store) => nearestInMemory(store, east, 2, () => true) !== null;

/** Two people, and a program that has searched so often that it keeps them in memory. */
function searched() {
  const store = tempStore();
  const maya = speak(store, 'Maya', 0.9, 0.1);
  speak(store, 'Tom', 0, 1);
  expect(inMemory(store)).toBe(false);
  for (let search = 0; search < 5; search++) expect(names(store)).toEqual(['Maya', 'Tom']);
  expect(inMemory(store)).toBe(true);
  return { store, maya };
}

it('a change by another program is seen in the next search', () => {
  const { store, maya } = searched();
  const other = openStore({ home: store.home, now: at(0) });
  speak(other, 'Ann', 1, 0.01);
  expect(names(store)).toEqual(['Ann', 'Maya']);
  renameProfile(other, { profileId: maya, displayName: 'Maya B', now: at(2) });
  for (let search = 0; search < 8; search++) expect(names(store)).toEqual(['Ann', 'Maya B']);
  renameProfile(other, { profileId: maya, displayName: 'Maya C', now: at(3) });
  expect(names(store)).toEqual(['Ann', 'Maya C']);
  forgetProfile(other, { profileId: maya, now: at(4) });
  expect(names(store)).toEqual(['Ann', 'Tom']);
  other.close();
});

it('what was written and taken back is not remembered', () => {
  const { store } = searched();
  const undone = () =>
    write(store, 'adding somebody', () => {
      speak(store, 'Ann', 1, 0);
      for (let search = 0; search < 8; search++) expect(names(store)).toEqual(['Ann', 'Maya']);
      throw new Error('not after all');
    });
  expect(undone).toThrow('not after all');
  expect(names(store)).toEqual(['Maya', 'Tom']);
  // As many changes as before: the number of the generation is the same again, the people are not.
  speak(store, 'Ben', 0.8, 0.2);
  for (let search = 0; search < 8; search++) expect(names(store)).toEqual(['Maya', 'Ben']);
});

it('only those that are asked for are compared, and of one model', () => {
  const { store, maya } = searched();
  const found = (compared: object) => nearestProfiles(store, east, 2, compared).map((c) => c.displayName);
  expect(found({ only: [maya] })).toEqual(['Maya']);
  expect(found({ except: [maya] })).toEqual(['Tom']);
  expect(inMemory(store)).toBe(true);
  expect(nearestProfiles(store, { ...east, model: 'other' }, 2)).toEqual([]);
  expect(names(store)).toEqual(['Maya', 'Tom']);
});

it('memory and file give the same answer, equals in the same order', () => {
  const store = tempStore();
  const random = randomNumbers(5);
  for (let i = 0; i < 30; i++) {
    const { id } = enroll(store, `P${i}`);
    // Every third voice is one that is there already.
    const vector = randomVoice(i % 3 === 0 ? randomNumbers(1) : random, 24);
    const sample = { id: newId(), source: { path: 'x' }, embedding: { model: 'net', vector }, seconds: 5 };
    addVoiceSamples(store, { profileId: id, samples: [sample], now: at(1) });
  }
  const voice = { model: 'net', vector: randomVoice(randomNumbers(1), 24) };
  const fromFile = nearestProfiles(store, voice, 7);
  for (let search = 0; search < 5; search++) nearestProfiles(store, voice, 7);
  const fromMemory = nearestInMemory(store, voice, 7, () => true);
  expect(fromMemory?.map((c) => c.profileId)).toEqual(fromFile.map((c) => c.profileId));
});
