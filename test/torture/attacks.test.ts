import { describe, expect, it } from 'vitest';
import { judgeEnd, kinds } from '../../torture/attacks.js';
import type { Finished } from '../../torture/launch.js';
import { choose } from '../../torture/round.js';
import { createRandom } from '../fixtures/random.js';

const ended = (changes: Partial<Finished>): Finished => ({
  args: [],
  status: 0,
  signal: null,
  stdout: '',
  stderr: '',
  hung: null,
  things: 0,
  elapsed: 0,
  ...changes,
});

describe('how a run may end', () => {
  it.each([
    ['well', ended({}), [5], null],
    ['as documented', ended({ status: 5 }), [5, 6], null],
    ['by the signal that it was sent', ended({ status: null, signal: 'SIGKILL' }), ['SIGKILL'], null],
    ['without memory', ended({ status: null, signal: 'SIGABRT', stderr: stackOf() }), [null], null],
  ] as const)('%s', (_how, run, ends, expected) => {
    expect(judgeEnd(run, { ends })).toBe(expected);
  });

  it.each([
    ['a bug', ended({ status: 1 }), [1]],
    ['a stack on the screen', ended({ status: 5, stderr: stackOf() }), [5]],
    ['a status that nobody expects', ended({ status: 2 }), [5]],
    ['by another signal', ended({ status: null, signal: 'SIGSEGV' }), ['SIGKILL']],
    ['never', ended({ hung: 'it waits' }), []],
    ['listening', ended({ stderr: 'Debugger listening on ws://127.0.0.1:9229/1' }), []],
  ] as const)('not with %s', (_how, run, ends) => {
    expect(judgeEnd(run, { ends })).not.toBeNull();
  });
});

function stackOf(): string {
  return `${new Error('x').stack}\n`;
}

describe('a seed', () => {
  const measure = { things: 500, elapsed: 4000 };

  it('gives the same attack every time', () => {
    for (const kind of kinds)
      expect(kind.attack(createRandom(7), measure).what).toBe(kind.attack(createRandom(7), measure).what);
  });

  it('chooses by weight', () => {
    const random = createRandom(1);
    const from = [
      { name: 'rare', weight: 1 },
      { name: 'often', weight: 9 },
    ];
    const often = Array.from({ length: 500 }, () => choose(random, from)).filter(
      ({ name }) => name === 'often',
    );
    expect(often.length).toBeGreaterThan(400);
    expect(often.length).toBeLessThan(495);
  });
});
