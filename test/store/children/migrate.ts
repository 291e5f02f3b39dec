// Opens a store with other migrations when its parent says.
import { openStore } from '../../../src/store/open-store.js';

process.once('message', () => {
  const [home, migrations] = process.argv.slice(2);
  openStore({ home, migrations, now: '2026-01-05T09:00:00.000Z' });
  process.send?.('opened');
});
process.send?.('ready');
