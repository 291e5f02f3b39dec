import { describe, expect, it } from 'vitest';
import { judgeError, judgeStatus } from '../../fuzz/judge.js';
import { ScribeError } from '../../src/errors.js';

const error = (message: string, hint?: string, code: 'RECORDING' | 'MODEL' = 'RECORDING') =>
  new ScribeError(code, message, { hint });

describe('an error', () => {
  it('has no fault when it names the file and says what to do', () => {
    expect(
      judgeError(error('Reading a.wav failed: it is empty.', 'Copy it.'), ['RECORDING'], 'a.wav'),
    ).toEqual([]);
  });

  it.each([
    [new TypeError('x is not a function'), /a bug .*x is not a function/s],
    ['text', /a bug .*text/],
    [error('Reading a.wav failed.'), /nothing says what to do/],
    [error('Reading failed.', 'Copy it.'), /does not name the file/],
    [error('Reading a.wav failed.', 'Copy it.', 'MODEL'), /the code is MODEL, not RECORDING/],
    [error('Reading a.wav failed: undefined.', 'Copy it.'), /a value that is none/],
    [error('Reading a.wav failed\n    at f (/a/b.js:1:2)', 'Copy it.'), /a stack trace/],
  ])('%s', (thrown, fault) => {
    const faults = judgeError(thrown, ['RECORDING'], 'a.wav');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });
});

describe('an exit status', () => {
  const ended = { status: 3, signal: null, stderr: 'a.wav: error: Reading a.wav failed.\n  Copy it.\n' };
  it('is right when it is one of those allowed', () => {
    expect(judgeStatus(ended, [0, 3])).toEqual([]);
    expect(judgeStatus({ ...ended, stderr: '\u001b[2J' }, [3])).toEqual(['control characters in a message']);
    expect(judgeStatus({ ...ended, status: 1 }, [0, 3])[0]).toMatch(/^exit status 1, not 0 or 3: a.wav/);
    expect(judgeStatus({ ...ended, status: null, signal: 'SIGSEGV' }, [0, 3])).toEqual(['ended by SIGSEGV']);
  });
});
