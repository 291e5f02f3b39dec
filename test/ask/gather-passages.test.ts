import { expect, it } from 'vitest';
import { gatherPassages, wholeMeeting } from '../../src/ask/gather-passages.js';
import { questionTerms } from '../../src/ask/question-terms.js';
import { saveTextVectors, waitingTurns } from '../../src/store/text-vectors.js';
import { meetingOf } from '../search/said.js';
import { tempStore } from '../store/fixture.js';

const said = [
  'one',
  'two',
  'the budget is high',
  'four',
  'five',
  'six',
  'seven',
  'a cat sleeps',
  'nine',
  'ten',
];
const middleOf = (group: readonly { readonly text: string }[]) => group.map(({ text }) => text);

it('gives each turn that has a word of the question with what is said around it', () => {
  const store = tempStore();
  const meetingId = meetingOf(store, said);
  const scope = { kind: 'meeting', meetingId } as const;
  const groups = gatherPassages(store, questionTerms('How high is the budget?'), scope, null);
  expect(groups.map(middleOf)).toEqual([['one', 'two', 'the budget is high', 'four', 'five']]);
  expect(groups[0][2]).toMatchObject({
    meetingId,
    title: 'Stand-up',
    speaker: expect.stringMatching(/^Maya/),
    start: 20,
    language: 'en',
  });
  const whole = wholeMeeting(store, meetingId);
  expect(whole.slice(0, 5)).toEqual(groups[0]);
  expect(whole.map(({ text }) => text)).toEqual(said);
});

it('gives what means the same where vectors are there', () => {
  const store = tempStore();
  meetingOf(store, said);
  // A vector of its own for each text; the question has that of the cat.
  const vectorOf = (text: string) =>
    Float32Array.from({ length: 16 }, (_, i) => (i === said.indexOf(text) ? 1 : 0));
  const turns = waitingTurns(store, 100).map((turn) => ({ ...turn, vector: vectorOf(turn.text) }));
  saveTextVectors(store, 'a model', turns);
  const terms = questionTerms('Which animal is tired?');
  expect(gatherPassages(store, terms, { kind: 'all' }, null)).toEqual([]);
  const meaning = { model: 'a model', vector: vectorOf('a cat sleeps') };
  const groups = gatherPassages(store, terms, { kind: 'all' }, meaning);
  expect(groups.map(middleOf)).toEqual([['six', 'seven', 'a cat sleeps', 'nine', 'ten']]);
});
