import type { CommandContext } from '../context.js';
import type { Checkpoints } from '../pipeline/checkpoints.js';
import { getCached, putCached } from '../store/cache.js';
import type { Store } from '../store/store.js';

const dayMs = 86_400_000;

export interface StoreCheckpoints extends Checkpoints {
  /** Whether a stage of an earlier run was reused. */
  used(): boolean;
}

/**
 * Finished stages in the store's cache.
 * @param reuse false: stages of earlier runs are not read; those of this run are still kept.
 */
export function storeCheckpoints(store: Store, context: CommandContext, reuse: boolean): StoreCheckpoints {
  const written = new Set<string>();
  let used = false;
  return {
    used: () => used,
    async get(key) {
      const own = written.has(key);
      if (!reuse && !own) return null;
      const found = getCached(store, key, context.now());
      if (found !== null && !own) used = true;
      return found;
    },
    async put(key, value) {
      const lifetime = context.settings.values.cacheDays * dayMs;
      const expiresAt = new Date(Date.parse(context.now()) + lifetime).toISOString();
      putCached(store, { key, value, expiresAt });
      written.add(key);
    },
  };
}

/** Stages in the store, and those that the store lacks elsewhere. What is finished is kept in both. */
export function alsoElsewhere(own: StoreCheckpoints, elsewhere: Checkpoints): StoreCheckpoints {
  let used = false;
  return {
    used: () => used || own.used(),
    async get(key) {
      const here = await own.get(key);
      if (here !== null) return here;
      const there = await elsewhere.get(key);
      if (there !== null) used = true;
      return there;
    },
    async put(key, value) {
      await own.put(key, value);
      await elsewhere.put(key, value);
    },
  };
}
