// Takes and releases the lock of one recording so many times, and says how often it was not alone inside.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockRecording } from '../../../src/store/locks.js';

const [home, times] = process.argv.slice(2);
const inside = join(home, 'inside');

process.once('message', () => {
  let collisions = 0;
  for (let turns = 0; turns < Number(times); ) {
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
  process.send?.(collisions);
  process.disconnect();
});
process.send?.('ready');
