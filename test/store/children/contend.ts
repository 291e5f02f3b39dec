// Takes and releases the lock of one recording for as long as it is told, and says how often it was not alone inside.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockRecording } from '../../../src/store/lock-recording.js';

const [home, milliseconds] = process.argv.slice(2);
const inside = join(home, 'inside');

process.once('message', () => {
  const end = performance.now() + Number(milliseconds);
  let turns = 0;
  let collisions = 0;
  while (performance.now() < end) {
    const lock = lockRecording(home, 'a');
    if (!lock) continue;
    turns++;
    try {
      writeFileSync(inside, '', { flag: 'wx' });
      rmSync(inside);
    } catch {
      collisions++;
    }
    lock.release();
  }
  process.send?.({ turns, collisions });
  process.disconnect();
});
process.send?.('ready');
