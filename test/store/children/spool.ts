// Opens a spool when its parent says, tells where it is, and keeps it until it ends.
import { openSpool } from '../../../src/ingest/spool.js';

process.on('message', () => {
  process.send?.(openSpool(process.argv[2]).folder());
});
process.send?.('ready');
