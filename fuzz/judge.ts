import { visibleLines } from '../src/domain/visible-text.js';
import { ScribeError } from '../src/errors.js';

/** What no person should read in an error. */
const raw: readonly (readonly [RegExp, string])[] = [
  [/\n\s+at .+:\d+:\d+/, 'a stack trace'],
  [/\bundefined\b|\[object |\bNaN\b/, 'a value that is none'],
  [/(?!\n)[\p{Cc}\p{Bidi_Control}]/u, 'control characters'],
];

/**
 * What is wrong with an error, seen from outside.
 *
 * @param codes those that the documentation gives for such an input.
 * @param name what the message must contain: the file.
 */
export function judgeError(thrown: unknown, codes: readonly string[], name: string): string[] {
  if (!(thrown instanceof ScribeError)) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return [`a bug (exit status 1): ${text}`];
  }
  const faults: string[] = [];
  if (!codes.includes(thrown.code)) faults.push(`the code is ${thrown.code}, not ${codes.join(' or ')}`);
  if (!thrown.message.includes(name)) faults.push('the message does not name the file');
  if (!thrown.hint) faults.push('nothing says what to do next');
  // As it is printed.
  return [...faults, ...judgeText(visibleLines(`${thrown.message}\n${thrown.hint ?? ''}`))].map(
    (fault) => `${fault}: ${thrown.message}`,
  );
}

/** What is wrong with a text for people. */
const judgeText = (text: string): string[] =>
  raw.filter(([pattern]) => pattern.test(text)).map(([, what]) => `${what} in a message`);

/** The exit statuses of docs/exit-codes.md that an input may lead to. */
export function judgeStatus(
  run: { readonly status: number | null; readonly signal: string | null; readonly stderr: string },
  allowed: readonly number[],
): string[] {
  if (run.signal) return [`ended by ${run.signal}`];
  const faults = judgeText(run.stderr);
  return allowed.includes(run.status!)
    ? faults
    : [`exit status ${run.status}, not ${allowed.join(' or ')}: ${run.stderr.slice(0, 2000)}`, ...faults];
}
