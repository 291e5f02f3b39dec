import { statSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { vacuumStore } from '../../../src/commands/store/vacuum.js';
import { openStore } from '../../../src/store/open-store.js';
import { write } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { at } from '../../store/fixture.js';

it('scribe store vacuum gives back what was deleted, and says how much', async () => {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  const large = 'x'.repeat(2_000_000);
  write(store, 'filling', () => store.sql('INSERT INTO cache (key, value) VALUES (?, ?)').run('k', large));
  write(store, 'emptying', () => store.sql('DELETE FROM cache').run());
  store.close();
  await vacuumStore(context);
  const { before, after } = JSON.parse(context.printed.out) as { before: number; after: number };
  expect(before).toBeGreaterThan(2_000_000);
  expect(after).toBeLessThan(before - 1_900_000);
  expect(statSync(store.path).size).toBe(after);
});
