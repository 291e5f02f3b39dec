// Opens a store at the moment its parent says, and prints the version of its schema.
import { openStore } from '../../../src/store/open-store.js';
import { storeHealth } from '../../../src/store/store-health.js';

process.once('message', () => {
  const store = openStore({ home: process.argv[2], now: '2026-01-05T09:00:00.000Z' });
  process.send?.(storeHealth(store).schemaVersion);
  store.close();
  process.disconnect();
});
process.send?.('ready');
