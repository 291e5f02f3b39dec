// Opens a store when its parent says, and keeps it open until told to close it.
import { openStore } from '../../../src/store/open-store.js';
import type { Store } from '../../../src/store/store.js';

let store: Store | undefined;
process.on('message', (order) => {
  if (order === 'open') store = openStore({ home: process.argv[2], now: '2026-01-05T09:00:00.000Z' });
  else store?.close();
  process.send?.(order);
});
process.send?.('ready');
