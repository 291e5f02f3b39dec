import type { Store } from '../store/store.js';
import type { Target } from './target.js';
import { coreTarget } from './targets/core.js';
import { minaTarget } from './targets/mina.js';
import { roomsTarget } from './targets/rooms.js';
import { scryonTarget } from './targets/scryon.js';
import { wordloopTarget } from './targets/wordloop.js';

/** A target by its name; core is read from the schema of the store. */
export function findTarget(store: Store, name: Target['name']): Target {
  switch (name) {
    case 'wordloop':
      return wordloopTarget;
    case 'scryon':
      return scryonTarget;
    case 'mina':
      return minaTarget;
    case 'rooms':
      return roomsTarget;
    default:
      return coreTarget(store);
  }
}
