import { describe, expect, it } from 'vitest';
import { searchTitles } from '../../src/search/search-titles.js';
import { contextOf, searchTranscripts } from '../../src/search/search-transcripts.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { addNote } from '../../src/store/notes.js';
import { openStore } from '../../src/store/open-store.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import { at, enroll, newId, randomNumbers, tempFolder, tempStore } from '../store/fixture.js';
import { meetingOf, turnOf } from './said.js';

const found = (store: Store, text: string, more: object = {}) =>
  searchTranscripts(store, { text, ...more }).map((hit) => hit.text);

describe('searching the transcripts', () => {
  it('finds turns with all words, in any order, whatever their case and accents', () => {
    const store = tempStore();
    meetingOf(store, ['The budget has a risk.', 'A risk for the Budget!', 'No budget.', 'Café Łukasz naïve']);
    expect(found(store, 'BUDGET risk').sort()).toEqual(['A risk for the Budget!', 'The budget has a risk.']);
    expect(found(store, '"budget has"')).toEqual(['The budget has a risk.']);
    expect(found(store, '"has budget"')).toEqual([]);
    expect(found(store, 'cafe NAIVE')).toEqual(['Café Łukasz naïve']);
    expect(found(store, 'budg* -risk')).toEqual(['No budget.']);
    expect(found(store, 'naïve OR no')).toHaveLength(2);
    expect(found(store, 'nothing')).toEqual([]);
  });

  it('says of a hit where it is, who speaks, and what was looked for', () => {
    const store = tempStore();
    const meetingId = meetingOf(store, ['Good morning.', 'The budget, please.'], { title: 'Money' });
    const [hit] = searchTranscripts(store, { text: 'budg*' });
    expect(hit).toMatchObject({
      meetingId,
      title: 'Money',
      recordedAt: at(0),
      speaker: 'Speaker 2',
      clusterId: 'S2',
      start: 10,
      end: 18,
      language: 'en',
      text: 'The budget, please.',
      snippet: 'The budget, please.',
      marks: [[4, 10]],
    });
    expect(hit.score).toBeGreaterThan(0);
    const { before, after } = contextOf(store, hit, 2);
    expect(before.map(({ text }) => text)).toEqual(['Good morning.']);
    expect(after).toEqual([]);
  });

  it('puts what fits better first, and the newer of equals', () => {
    const store = tempStore();
    const long = `budget ${'and many other things that were said '.repeat(5)}`;
    meetingOf(store, [long, 'Budget, budget!']);
    meetingOf(store, ['old twin'], { recordedAt: at(0) });
    const newer = meetingOf(store, ['old twin'], { recordedAt: at(5) });
    expect(found(store, 'budget')).toEqual(['Budget, budget!', long]);
    expect(searchTranscripts(store, { text: 'twin' })[0].meetingId).toBe(newer);
    expect(found(store, 'budget', { limit: 1 })).toHaveLength(1);
  });

  it('looks only where it is told to', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const first = meetingOf(store, ['budget one', 'budget two'], { maya, recordedAt: at(0) });
    meetingOf(store, ['budget three', turnOf('budget vier', 1, { language: 'de' })], { recordedAt: at(60) });
    expect(found(store, 'budget', { speaker: 'MAYA' })).toEqual(['budget one']);
    expect(found(store, 'budget', { speaker: 'nobody' })).toEqual([]);
    expect(found(store, 'budget', { meetingId: first }).sort()).toEqual(['budget one', 'budget two']);
    expect(found(store, 'budget', { meetingId: first, speaker: 's2' })).toEqual(['budget two']);
    expect(found(store, 'budget', { language: 'de' })).toEqual(['budget vier']);
    expect(found(store, 'budget', { from: at(30) }).sort()).toEqual(['budget three', 'budget vier']);
    expect(found(store, 'budget', { before: at(30) }).sort()).toEqual(['budget one', 'budget two']);
    expect(found(store, 'budget', { from: at(90) })).toEqual([]);
  });

  it('finds any part of a text in scripts without spaces', () => {
    const store = tempStore();
    meetingOf(store, [
      '我们讨论明年的预算',
      '预算风险很大。',
      'リスクについて話しましょう',
      'เราควรพูดเรื่องงบประมาณ',
      'The 预算 budget',
      'a budget',
    ]);
    expect(found(store, '预算').sort()).toEqual(
      ['The 预算 budget', '我们讨论明年的预算', '预算风险很大。'].sort(),
    );
    expect(found(store, '预算风险')).toEqual(['预算风险很大。']);
    expect(found(store, '预算 budget')).toEqual(['The 预算 budget']);
    expect(found(store, 'budget NOT 预算')).toEqual(['a budget']);
    expect(found(store, '算')).toHaveLength(3);
    expect(found(store, 'リスク')).toEqual(['リスクについて話しましょう']);
    expect(found(store, 'งบประมาณ OR budget')).toHaveLength(3);
    expect(searchTranscripts(store, { text: '风险' })[0].marks).toEqual([[2, 4]]);
  });

  it('never fails on what somebody types', () => {
    const store = tempStore();
    meetingOf(store, ['The budget: "a" (b) 预算']);
    const random = randomNumbers(14);
    const pieces = [
      '"',
      '*',
      '(',
      ')',
      'OR',
      'NOT',
      'AND',
      'NEAR',
      '-',
      '^',
      ':',
      '{',
      '}',
      '+',
      "'",
      ' ',
      'budget',
    ];
    const more = ['预', '预算', '\0', '\\', '%', '🌊', '\ud800', 'text', ',', '10', 'é', '\n'];
    for (let i = 0; i < 3000; i++) {
      const all = [...pieces, ...more];
      const text = Array.from(
        { length: 1 + random() * 8 },
        () => all[Math.floor(random() * all.length)],
      ).join(random() < 0.5 ? '' : ' ');
      try {
        searchTranscripts(store, { text });
        searchTitles(store, { text });
      } catch (error) {
        expect(error, text).toMatchObject({ code: 'USAGE' });
      }
    }
  });
});

describe('the indexes', () => {
  it('follow a transcript that changes, and a meeting that goes', () => {
    const store = tempStore();
    const meetingId = meetingOf(store, ['The budjet of the 预算会', 'stays']);
    const { turns } = loadMeeting(store, meetingId);
    replaceTurns(store, { meetingId, turns: [turnOf('The budget', 0), turns[1]], newId, now: at(2) });
    expect(found(store, 'budjet OR 预算')).toEqual([]);
    expect(found(store, 'budget OR stays')).toHaveLength(2);
    replaceTurns(store, { meetingId, turns: [turnOf('今天的预算', 0)], newId, now: at(3) });
    expect(found(store, 'budget OR stays')).toEqual([]);
    expect(found(store, '预算')).toHaveLength(1);
    removeMeeting(store, meetingId);
    expect(found(store, '预算')).toEqual([]);
    for (const index of ['search_words', 'search_unspaced', 'search_about'])
      store.db.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('integrity-check', 1)`);
    expect(store.db.prepare('SELECT count(*) FROM search_turns').pluck().get()).toBe(0);
  });

  it('keep nothing of a meeting that was removed, not even in the bytes of the file', async () => {
    const { readFileSync } = await import('node:fs');
    const home = tempFolder();
    const store = openStore({ home, now: at(0) });
    const secrets = ['zanzibarquux', 'мелатонинский', '秘密预算案'];
    const rest = Array.from({ length: 400 }, (_, i) => `word${i} other${i * 7} text${i % 13}`);
    meetingOf(store, rest);
    const meetingId = meetingOf(store, [secrets.join(' '), ...rest.slice(0, 50)], { title: 'Geheimtitel' });
    meetingOf(store, rest);
    addNote(store, {
      id: newId(),
      content: 'heimlichnotiz',
      subjectType: 'MEETING',
      subjectId: meetingId,
      now: at(1),
    });
    expect(found(store, secrets[0])).toHaveLength(1);
    expect(searchTitles(store, { text: 'heimlich' })).toHaveLength(1);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    removeMeeting(store, meetingId);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    store.close();
    const bytes = readFileSync(`${home}/scribe.db`);
    for (const secret of [...secrets, '秘密预', 'Geheimtitel', 'geheimtitel', 'heimlich', 'zanzi', 'anziba'])
      expect(bytes.includes(Buffer.from(secret)), secret).toBe(false);
  });
});

describe('searching the titles', () => {
  it('finds parts of titles and notes, newest first', () => {
    const store = tempStore();
    const a = meetingOf(store, ['x'], { title: 'Budget review', recordedAt: at(0) });
    const b = meetingOf(store, ['x'], { title: 'Subbudgets 100%', recordedAt: at(9) });
    const c = meetingOf(store, ['x'], { title: '预算会议' });
    const ids = (text: string, more: object = {}) =>
      searchTitles(store, { text, ...more }).map(({ meetingId }) => meetingId);
    expect(ids('budget')).toEqual([b, a]);
    expect(ids('budget review')).toEqual([a]);
    expect(ids('预算')).toEqual([c]);
    expect(ids('budget NOT review')).toEqual([b]);
    expect(ids('budget', { before: at(5) })).toEqual([a]);
    expect(ids('budget', { speaker: 'Maya' })).toEqual([]);
    addNote(store, { id: newId(), content: 'Ask Zoë', subjectType: 'MEETING', subjectId: a, now: at(1) });
    expect(ids('zoe')).toEqual([a]);
    store.sql('UPDATE meetings SET title = ? WHERE id = ?').run('Other', b);
    expect(ids('budget')).toEqual([a]);
  });
});
