import { describe, expect, it } from 'vitest';
import { findMends, mendDefaults } from '../../src/edits/mend-spellings.js';
import { stopWordsOf } from '../../src/insights/word-weights.js';

const isOrdinary = (word: string) => stopWordsOf('en').has(word);

/** What is mended in a text whose words all have one confidence. */
function mends(text: string, terms: readonly (string | readonly [string, ...string[]])[], confidence = 0.5) {
  const words = text.split(' ').map((word, i) => ({ text: word, start: i, end: i + 1, confidence }));
  const known = terms.map((given) => {
    const [term, ...heard] = typeof given === 'string' ? [given] : given;
    return { term, heard };
  });
  return findMends(words, known, isOrdinary).map(
    ({ from, to, text }) =>
      `${words
        .slice(from, to)
        .map((word) => word.text)
        .join(' ')} > ${text}`,
  );
}

describe('a spelling is mended', () => {
  it('where it is listed as heard, however sure the recognizer is', () => {
    const known = [['Kubernetes', 'kuber netties', 'communities']] as const;
    expect(mends('the Kuber Netties, and Communities', known, 1)).toEqual([
      'Kuber Netties, > Kubernetes,',
      'Communities > Kubernetes',
    ]);
  });

  it.each([
    ['moved to cuber netes last week', 'Kubernetes', 'cuber netes > Kubernetes'],
    ['a Cuber neat upgrade', 'Kubernetes', 'Cuber neat > Kubernetes'],
    ['sessions in posters, now', 'Postgres', 'posters, > Postgres,'],
    ['in next cloud again', 'Nextcloud', 'next cloud > Nextcloud'],
    ['ask Inez duart', 'Ines Duarte', 'Inez duart > Ines Duarte'],
    ['my IOS phone', 'iOS', 'IOS > iOS'],
    ['the Shmit contract', 'Schmidt', 'Shmit > Schmidt'],
  ])('in "%s": %s', (text, term, mend) => {
    expect(mends(text, [term])).toEqual([mend]);
  });

  it('once, as the likeliest term', () => {
    expect(mends('a Cuber neat upgrade', ['Kubernetes', 'Cubernet'])).toEqual(['Cuber neat > Cubernet']);
  });
});

describe('words are left alone', () => {
  it.each([
    ['it runs on Kubernetes, today', 'Kubernetes'],
    ['in may or June', 'May'],
    ['and us there', 'Anders'],
    ['the standards of cost', 'Sanders'],
    ['Tim said so', 'Tom'],
    ['a car on the street', 'Kara'],
    ['со всеми', 'Somebody'],
  ])('in "%s": %s', (text, term) => {
    expect(mends(text, [term])).toEqual([]);
  });

  it('of which the recognizer, or a person, is sure', () => {
    expect(mends('sessions in posters', ['Postgres'], mendDefaults.sure)).toEqual([]);
    expect(mends('sessions in posters', ['Postgres'], mendDefaults.sure - 0.01)).toEqual([
      'posters > Postgres',
    ]);
  });
});
