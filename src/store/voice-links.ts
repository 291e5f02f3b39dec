import { getCached, putCached } from './cache.js';
import { isObject } from './columns.js';
import type { Store } from './store.js';

/*
 * Which unknown voices are similar to which is found once for each: ten thousand against ten thousand take seconds. It
 * is kept in the cache, and made again when it is not there.
 */

const keyOf = (model: string): string => `voices:${model}:links`;

/** Days that it is kept after it was last changed. */
const kept = 365;

/** What was found for the voices of one model; null: nothing yet. */
export function keptVoiceLinks<T extends object>(store: Store, model: string, now: string): T | null {
  const text = getCached(store, keyOf(model), now);
  const value: unknown = text === null ? null : JSON.parse(text);
  return isObject(value) ? (value as T) : null;
}

export function keepVoiceLinks(store: Store, model: string, links: object, now: string): void {
  const expiresAt = new Date(Date.parse(now) + kept * 86_400_000).toISOString();
  putCached(store, { key: keyOf(model), value: JSON.stringify(links), expiresAt });
}
