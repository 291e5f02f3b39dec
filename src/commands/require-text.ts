import { ScribeError } from '../errors.js';

/** What somebody wrote, without space around it. @throws ScribeError USAGE when nothing is left. */
export function requireText(text: string, what: string): string {
  const trimmed = text.trim();
  if (trimmed !== '') return trimmed;
  throw new ScribeError('USAGE', `${what} needs words.`, { hint: 'Write them in quotation marks.' });
}
