// Tries to take the lock of a recording when its parent says, tells whether it got it, and holds it until told.
import { lockRecording } from '../../../src/store/locks.js';

let lock: ReturnType<typeof lockRecording> = null;
process.on('message', (order) => {
  if (order === 'lock') {
    lock = lockRecording(process.argv[2], process.argv[3]);
    process.send?.(lock ? 'locked' : 'taken');
  } else {
    lock?.release();
    process.send?.('released');
  }
});
process.send?.('ready');
