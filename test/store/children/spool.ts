// Opens a spool when its parent says, tells where it is, and keeps it until it ends, which it does at once when it is asked to.
import { openSpool } from '../../../src/ingest/spool.js';

process.on('message', (message) => {
  if (message === 'exit') process.exit(130);
  process.send?.(openSpool(process.argv[2]).folder());
});
process.send?.('ready');
