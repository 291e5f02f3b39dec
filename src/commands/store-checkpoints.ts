import type { Checkpoints } from '../pipeline/checkpoints.js';
import { getCached, putCached } from '../store/cache.js';
import type { Store } from '../store/store.js';
import type { CommandContext } from './context.js';

const dayMs = 86_400_000;

/**
 * Finished stages in the store's cache.
 * @param reuse false: what earlier runs left is not read; what this one finishes is still kept.
 */
export function storeCheckpoints(store: Store, context: CommandContext, reuse: boolean): Checkpoints {
  const written = new Set<string>();
  return {
    async get(key) {
      return reuse || written.has(key) ? getCached(store, key, context.now()) : null;
    },
    async put(key, value) {
      const lifetime = context.settings.values.cacheDays * dayMs;
      const expiresAt = new Date(Date.parse(context.now()) + lifetime).toISOString();
      putCached(store, { key, value, expiresAt });
      written.add(key);
    },
  };
}
