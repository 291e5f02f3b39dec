/** What stands in columns of JSON and of time, looked at: the file may have been changed by other hands than ours. */

/**
 * A list whose items all pass a test.
 *
 * @param column for the error: `speakers.spans`.
 * @throws SyntaxError when it is none; `read` says what that means.
 */
export function storedList<T>(json: string, column: string, isItem: (item: unknown) => boolean): T[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every(isItem)) throw new SyntaxError(`${column} holds another list`);
  return value;
}

/** @throws SyntaxError when it is no object. */
export function storedObject<T>(json: string, column: string): T {
  const value: unknown = JSON.parse(json);
  if (!isObject(value)) throw new SyntaxError(`${column} holds no object`);
  return value as T;
}

/** A moment as ISO-8601. @throws SyntaxError when it is none. */
export function storedMoment(text: string, column: string): string {
  if (Number.isNaN(Date.parse(text))) throw new SyntaxError(`${column} holds no moment`);
  return text;
}

export const isText = (item: unknown): boolean => typeof item === 'string';

export const isObject = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

/** A stretch of time: from, to. */
export const isSpan = (item: unknown): boolean =>
  Array.isArray(item) && item.length === 2 && item.every((value) => typeof value === 'number');
