import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { search } from '../../src/commands/search/search.js';
import { indexStore } from '../../src/commands/store/index-store.js';
import { normalize } from '../../src/domain/vectors.js';
import { searchByMeaning } from '../../src/search/search-by-meaning.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { openStore } from '../../src/store/open-store.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import {
  countWaiting,
  dropOtherVectors,
  saveTextVectors,
  waitingTurns,
} from '../../src/store/text-vectors.js';
import { createTestContext } from '../command-context.js';
import { hasShared, shared } from '../shared.js';
import { at, newId, randomNumbers, tempFolder, tempStore } from '../store/fixture.js';
import { meetingOf, turnOf } from './said.js';

/** A vector that says how much of each thing a text is about; 40 numbers, most of them noise that is the same for a text. */
function vectorOf(text: string): Float32Array {
  const things = ['money', 'budget', 'cost', 'cat', 'dog', 'pet'];
  const random = randomNumbers([...text].reduce((sum, c) => sum + c.charCodeAt(0), 1));
  const about = [
    things.slice(0, 3).some((thing) => text.includes(thing)) ? 3 : 0,
    things.slice(3).some((thing) => text.includes(thing)) ? 3 : 0,
  ];
  const spread = [0, 1, 2, 3].flatMap(() => about);
  return normalize(Float32Array.from({ length: 40 }, (_, i) => (spread[i] ?? 0) + 0.6 * (random() - 0.5)));
}

const model = 'a model';

function embedAll(store: Store): number {
  const turns = waitingTurns(store, 1000);
  saveTextVectors(
    store,
    model,
    turns.map((turn) => ({ ...turn, vector: vectorOf(turn.text) })),
  );
  return turns.length;
}

const found = (store: Store, text: string, more: object = {}) =>
  searchByMeaning(store, { text, ...more }, { model, vector: vectorOf(text) }).map((hit) => hit.text);

describe('searching by meaning', () => {
  it('finds what is said in other words, and what has the words first', () => {
    const store = tempStore();
    meetingOf(store, [
      'the budget is high',
      'it has its cost',
      'a cat',
      'nothing at all',
      'a word about a dog',
    ]);
    expect(embedAll(store)).toBe(5);
    expect(found(store, 'money')).toEqual(expect.arrayContaining(['the budget is high', 'it has its cost']));
    expect(found(store, 'money')).toHaveLength(2);
    expect(found(store, 'cost')[0]).toBe('it has its cost');
    expect(found(store, 'money NOT high')).toEqual(['it has its cost']);
    expect(found(store, 'pet', { limit: 1 })).toHaveLength(1);
    const [hit] = searchByMeaning(store, { text: 'money' }, { model, vector: vectorOf('money') });
    expect(hit.similarity).toBeGreaterThan(0.8);
    expect(hit.marks).toEqual([]);
    const [both] = searchByMeaning(store, { text: 'the budget' }, { model, vector: vectorOf('money') });
    expect(both.marks).toEqual([
      [0, 3],
      [4, 10],
    ]);
  });

  it('looks only where it is told to', () => {
    const store = tempStore();
    const first = meetingOf(store, ['the budget', 'the cost'], { recordedAt: at(0) });
    meetingOf(store, ['a budget', turnOf('the money', 1, { language: 'de' })], { recordedAt: at(60) });
    embedAll(store);
    expect(found(store, 'money', { meetingId: first }).sort()).toEqual(['the budget', 'the cost']);
    expect(found(store, 'cost', { language: 'de' })).toEqual(['the money']);
    expect(found(store, 'cost', { from: at(30) }).sort()).toEqual(['a budget', 'the money']);
    expect(found(store, 'money', { meetingId: first, speaker: 'S2' })).toEqual(['the cost']);
    expect(found(store, 'money', { from: at(90) })).toEqual([]);
  });

  it('follows the transcripts: what changes waits for a new vector', () => {
    const store = tempStore();
    const meetingId = meetingOf(store, ['the budget', 'a cat']);
    embedAll(store);
    expect(found(store, 'money')).toEqual(['the budget']);
    const { turns } = loadMeeting(store, meetingId);
    replaceTurns(store, { meetingId, turns: [turnOf('a dog', 0), turns[1]], newId, now: at(2) });
    expect(waitingTurns(store, 9).map(({ text }) => text)).toEqual(['a dog']);
    expect(found(store, 'money')).toEqual([]);
    // Made of a text that is no longer there.
    const [late] = waitingTurns(store, 9, meetingId);
    saveTextVectors(store, model, [{ ...late, text: 'the budget', vector: vectorOf('the budget') }]);
    expect(countWaiting(store)).toBe(1);
    embedAll(store);
    expect(found(store, 'pet').sort()).toEqual(['a cat', 'a dog']);
    expect(dropOtherVectors(store, model)).toBe(0);
    expect(searchByMeaning(store, { text: 'x' }, { model: 'another', vector: vectorOf('pet') })).toEqual([]);
    expect(dropOtherVectors(store, 'another')).toBe(2);
    expect(countWaiting(store)).toBe(2);
    removeMeeting(store, meetingId);
    expect(countWaiting(store)).toBe(0);
    expect(found(store, 'pet')).toEqual([]);
  });

  it('leaves no byte of the vectors of a meeting that was removed', () => {
    const home = tempFolder();
    const store = openStore({ home, now: at(0) });
    meetingOf(
      store,
      Array.from({ length: 300 }, (_, i) => `money ${i}`),
    );
    const meetingId = meetingOf(
      store,
      Array.from({ length: 30 }, (_, i) => `cat ${i}`),
    );
    embedAll(store);
    found(store, 'money');
    const vectors = store
      .sql<{ vector: Buffer }>('SELECT vector FROM search_vectors WHERE id > ? ORDER BY id')
      .all(2 * 2 ** 20);
    expect(vectors).toHaveLength(30);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    const count = () =>
      vectors.filter(({ vector }) => readFileSync(join(home, 'scribe.db')).includes(vector)).length;
    expect(count()).toBe(30);
    removeMeeting(store, meetingId);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    store.close();
    expect(count()).toBe(0);
  });
});

describe('scribe search --meaning', () => {
  it('says what to do where no model is installed', async () => {
    const context = createTestContext();
    onTestFinished(() => context.remove());
    await expect(search(context, ['money'], { meaning: true })).rejects.toMatchObject({
      code: 'MODEL',
      hint: expect.stringContaining('scribe models pull all-minilm-l6-v2'),
    });
    await expect(indexStore(context)).rejects.toMatchObject({ code: 'MODEL' });
  });

  it.skipIf(!hasShared)('finds by the installed model, and makes vectors of what has changed', async () => {
    const context = createTestContext({ json: true });
    onTestFinished(() => context.remove());
    cpSync(shared('models/all-minilm-l6-v2'), join(context.folders.models, 'all-minilm-l6-v2'), {
      recursive: true,
    });
    const store = openStore({ home: context.home, now: at(0) });
    meetingOf(store, [
      'We spend more money than planned.',
      'Let us meet on Friday at ten.',
      'The tests are green.',
    ]);
    store.close();
    await search(context, ['the', 'budget', 'is', 'too', 'high'], { meaning: true });
    const { hits } = JSON.parse(context.printed.out) as { hits: { text: string; similarity: number }[] };
    expect(hits.map(({ text }) => text)).toEqual(['We spend more money than planned.']);
    expect(hits[0].similarity).toBeGreaterThan(0.4);
  });
});
