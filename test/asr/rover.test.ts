import { describe, expect, it } from 'vitest';
import { alignRivals, type RivalWord, voteOn } from '../../src/asr/rover.js';

/** `to.9 be.4`: words with their confidence; .5 when nothing is said. */
const words = (text: string): RivalWord[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [form, confidence] = word.split('.');
      return { form, confidence: confidence ? Number(`.${confidence}`) : 0.5 };
    });
const network = (...texts: string[]) =>
  alignRivals(texts.map(words)).map((slot) => slot.map((word) => word?.form ?? '-').join(' '));
const voted = (voting: { agreement: number; silence: number }, ...texts: string[]) =>
  alignRivals(texts.map(words))
    .map((slot) => voteOn(slot, voting)?.form)
    .filter((form) => form !== undefined)
    .join(' ');

describe('a word transition network', () => {
  it('has one slot for each word of equal texts', () => {
    expect(network('to be or not', 'to be or not')).toEqual(['to to', 'be be', 'or or', 'not not']);
  });

  it('puts a word that is missing, too much or another where it belongs', () => {
    expect(network('a b c d', 'a c x d e')).toEqual(['a a', 'b -', 'c c', '- x', 'd d', '- e']);
    expect(network('a b c', 'a x c')).toEqual(['a a', 'b x', 'c c']);
  });

  it('aligns a third text to what either of the others wrote', () => {
    expect(network('a b d', 'a c d', 'a c e d')).toEqual(['a a a', 'b c c', '- - e', 'd d d']);
    // The third one wrote nothing where the second did: that costs nothing in a slot with silence in it.
    expect(network('a d', 'a x d', 'a d')).toEqual(['a a a', '- x -', 'd d d']);
  });

  it('is made of nothing, too', () => {
    expect(network('', '')).toEqual([]);
    expect(network('', 'a b')).toEqual(['- a', '- b']);
    expect(network('a b', '')).toEqual(['a -', 'b -']);
    expect(alignRivals([])).toEqual([]);
  });
});

describe('a vote', () => {
  const byConfidence = { agreement: 0, silence: 0.7 };

  it('of two goes to the surer word', () => {
    expect(voted(byConfidence, 'a.9 b.4 c.8', 'a.5 x.6 y.3')).toBe('a x c');
  });

  it('takes a word that one of them left out only if it is surer than silence', () => {
    expect(voted(byConfidence, 'a.9 c.9', 'a.9 b.8 c.9')).toBe('a b c');
    expect(voted(byConfidence, 'a.9 c.9', 'a.9 b.6 c.9')).toBe('a c');
    expect(voted(byConfidence, 'a.9 b.6 c.9', 'a.9 c.9')).toBe('a c');
  });

  it('of equals is the first one’s', () => {
    expect(voted(byConfidence, 'a.5', 'b.5')).toBe('a');
  });

  it('counts heads when agreement is what weighs', () => {
    const byHeads = { agreement: 1, silence: 0.7 };
    expect(voted(byHeads, 'a.9 b.9', 'a.9 x.1', 'a.9 x.1')).toBe('a x');
    expect(voted(byHeads, 'a.9 b.9', 'a.1', 'a.1')).toBe('a');
    expect(voted({ agreement: 0, silence: 0.7 }, 'a.9 b.9', 'a.9 x.1', 'a.9 x.1')).toBe('a b');
  });
});
