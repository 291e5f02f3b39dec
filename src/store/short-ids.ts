import { ScribeError } from '../errors.js';
import { read, type Store } from './store.js';

/** What people do with single rows, and what they call them. */
const nouns = { tasks: 'task', notes: 'note', markers: 'marker' } as const;

/**
 * The id of the task, note or marker that somebody means: its short form, the beginning of that, or the whole id.
 *
 * @throws ScribeError USAGE when there is none, or when several could be meant.
 */
export function resolveShortId(store: Store, table: keyof typeof nouns, given: string): string {
  const noun = nouns[table];
  const plain = given.trim().replaceAll('-', '').toLowerCase();
  const found = read(store, `looking for the ${noun}`, () =>
    store
      .sql<{ id: string }>(
        // The ids alone are read, from their index.
        `SELECT id FROM ${table} WHERE substr(id, -8, length(@plain)) = @plain OR replace(id, '-', '') = @plain LIMIT 2`,
      )
      .all({ plain }),
  );
  if (plain !== '' && found.length === 1) return found[0].id;
  const problem = plain === '' || found.length === 0 ? `no ${noun} has such an id` : `several ${table} match`;
  throw new ScribeError('USAGE', `Looking for the ${noun} "${given}" failed: ${problem}.`, {
    hint: `Run \`scribe ${table} list\` to see the ids.`,
  });
}
