/** Exit status of the program for each kind of failure that a user can meet. */
export const exitStatus = {
  BUG: 1,
  USAGE: 2,
  RECORDING: 3,
  MODEL: 4,
  STORE: 5,
  OUTPUT: 6,
  BATCH: 7,
  DIFFERENT: 8,
  INTERRUPTED: 130,
} as const;

export type ErrorCode = keyof typeof exitStatus;

export interface ScribeErrorOptions {
  /** What to run or to change next. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error class. `message` says what was being done, and to which file; `hint` says what to do next;
 * `code` decides the exit status.
 */
export class ScribeError extends Error {
  override readonly name = 'ScribeError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ScribeErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** An error as plain data: what is left of it after `postMessage` or in a log line. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly stack?: string;
}

/** Turns anything thrown into plain data; what is not a ScribeError is a bug (or, for an abort, an interruption). */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof ScribeError)
    return { code: thrown.code, message: thrown.message, hint: thrown.hint, stack: thrown.stack };
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return { code: 'INTERRUPTED', message: 'Interrupted.' };
  if (thrown instanceof Error) return { code: 'BUG', message: thrown.message, stack: thrown.stack };
  return { code: 'BUG', message: String(thrown) };
}

/** The inverse of `toPlainError`: plain data back into a throwable error, with the stack of where it was thrown. */
export function fromPlainError(plain: PlainError): ScribeError {
  const error = new ScribeError(plain.code, plain.message, { hint: plain.hint });
  if (plain.stack) error.stack = plain.stack;
  return error;
}
