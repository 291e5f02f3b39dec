import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedCases } from '../../eval/cases/expected.js';
import { runCase } from '../../eval/cases/run-case.js';
import { hasShared, shared } from '../shared.js';
import { createFolders } from './run-scribe.js';

const missing = ['ffmpeg', 'sox', 'espeak-ng', 'python3'].filter(
  (program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).error,
);
if (hasShared && missing.length > 0)
  console.warn(`skipping the small odd recordings: ${missing.join(', ')} not installed`);

const folders = createFolders();
afterAll(folders.remove);

describe.skipIf(!hasShared || missing.length > 0)('a small recording that is odd in one way', () => {
  const folder = folders.make();
  beforeAll(() => {
    execFileSync(shared('cases', 'make'), [folder], { stdio: 'ignore' });
  }, 300_000);

  it.concurrent.each(expectedCases)('$name', async (expected) => {
    expect((await runCase(expected, folder)).problems).toEqual([]);
  });
});
