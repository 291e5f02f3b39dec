import { expect, it } from 'vitest';
import { questionTerms } from '../../src/ask/question-terms.js';
import { parseQuery } from '../../src/search/parse-query.js';

it.each([
  ['What did we decide about the format?', ['format', 'forma*']],
  ['Was haben wir zum Format beschlossen?', ['format', 'forma*', 'beschlossen', 'beschlos*']],
  ['Qui commande les disques ?', ['commande', 'comma*', 'disques', 'disqu*']],
  ['Who was there?', ['Who', 'was', 'there']],
  ['say "NOT" OR "AND" disks', ['not', 'disks']],
  ['14 October', ['14', 'October', 'Octob*']],
])('%s', (question, words) => {
  const terms = questionTerms(question);
  const found = parseQuery(terms).flatMap(({ all }) =>
    all.map(({ text, prefix }) => text + (prefix ? '*' : '')),
  );
  expect(found.map((word) => word.toLowerCase())).toEqual(words.map((word) => word.toLowerCase()));
});

it('refuses a question without a word', () => {
  expect(() => questionTerms('???')).toThrow('there is no word in it');
});
