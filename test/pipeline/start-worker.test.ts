import { expect, it } from 'vitest';
import { toPlainError } from '../../src/errors.js';
import { endedEarly } from '../../src/pipeline/start-worker.js';

it.each([
  [null, 'SIGKILL', 'INTERRUPTED'],
  [null, 'SIGABRT', 'INTERRUPTED'],
  [null, 'SIGSEGV', 'MODEL'],
  [null, 'SIGBUS', 'MODEL'],
  [13, null, 'BUG'],
] as const)('a pipeline that ended with %s and %s is told as %s', (code, signal, expected) => {
  const error = toPlainError(endedEarly(code, signal));
  expect(error.code).toBe(expected);
  expect(error.message).toContain(signal ?? 'exit code 13');
  expect(error.hint !== undefined).toBe(expected !== 'BUG');
});
