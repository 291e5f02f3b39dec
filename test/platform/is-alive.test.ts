import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isAlive } from '../../src/platform/is-alive.js';

it('isAlive tells a running process, even of another user, from one that has ended', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(1)).toBe(true);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isAlive(pid)).toBe(false);
});
