import { describe, expect, it } from 'vitest';
import { unspacedExpression, wordExpression } from '../../src/search/match-expression.js';
import { parseQuery } from '../../src/search/parse-query.js';

/** What each clause looks for, as the index of words reads it. */
const expressions = (text: string) => parseQuery(text).map(wordExpression);

describe('what somebody typed', () => {
  it.each([
    ['budget risk', ['("budget") AND ("risk")']],
    ['budget AND risk', ['("budget") AND ("risk")']],
    ['"budget risk"', ['("budget risk")']],
    ['“budget risk”', ['("budget risk")']],
    ['"budget risk', ['("budget risk")']],
    ['budg*', ['("budg" *)']],
    ['"the budg"*', ['("the budg" *)']],
    ['budget OR cost', ['("budget")', '("cost")']],
    ['budget | cost', ['("budget")', '("cost")']],
    ['budget OR', ['("budget")']],
    ['OR OR budget', ['("budget")']],
    ['budget NOT travel', ['(("budget")) NOT (("travel"))']],
    ['budget -travel -"next year"', ['(("budget")) NOT (("travel") OR ("next year"))']],
    ['budget NOT', ['("budget")']],
    ['pre-sales -', ['("pre sales")']],
    ["don't", ['("don t")']],
    ['Łukasz CAFÉ cafe\u0301', ['("łukasz") AND ("cafe") AND ("cafe")']],
    ['near(a b) text:x ^y {z} 1+2', ['("near a") AND ("b") AND ("text x") AND ("y") AND ("z") AND ("1 2")']],
    ['not or and', ['("not") AND ("or") AND ("and")']],
  ])('%s', (text, expected) => {
    expect(expressions(text)).toEqual(expected);
  });

  it.each(['', '  ', '"', '""', '*', '-', 'OR', 'NOT', '🌊 — …', '()', '\0'])('nothing is %j', (text) => {
    expect(() => parseQuery(text)).toThrow(/no word in it/);
  });

  it.each(['NOT budget', '-budget', 'risk OR NOT budget'])(
    'is not only what must not be there: %s',
    (text) => {
      expect(() => parseQuery(text)).toThrow(/what must not be there/);
    },
  );
});

describe('a script without spaces', () => {
  const known = ['预算会', '预算 ', 'ai '];
  const find = (text: string) =>
    parseQuery(text).map((clause) =>
      unspacedExpression(clause, (beginning) => known.filter((each) => each.startsWith(beginning))),
    );

  it('is looked up by three characters', () => {
    expect(find('预算会议')).toEqual(['("预算会议")']);
  });

  it('and by all that begin with one or two', () => {
    expect(find('预算')).toEqual(['("预算会" OR "预算 ")']);
    expect(find('预算 NOT 风险')).toEqual(['("预算会" OR "预算 ")']);
    expect(find('风险')).toEqual([null]);
  });
});
