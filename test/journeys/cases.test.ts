import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedCases } from '../../eval/cases/expected.js';
import { runCase } from '../../eval/cases/run-case.js';
import { hasShared, shared } from '../shared.js';
import { createFolders } from './run-scribe.js';
import { giveCompiled, takeCompiled } from './share-compiled.js';

const missing = ['ffmpeg', 'sox', 'espeak-ng', 'python3'].filter(
  (program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).error,
);
if (hasShared && missing.length > 0)
  console.warn(`skipping the small odd recordings: ${missing.join(', ')} not installed`);

/** Cases in which the language is heard: the container names another one, or the voice is not as loud as usual. */
const heard = ['first-silent', 'default-second', 'soft', 'loud', 'dc'];
const told = { SCRIBE_LANGUAGE: 'en' };

const folders = createFolders();
afterAll(folders.remove);

describe.skipIf(!hasShared || missing.length > 0)('a small recording that is odd in one way', () => {
  const folder = folders.make();
  beforeAll(() => {
    execFileSync(shared('cases', 'make'), [folder], { stdio: 'ignore' });
  }, 300_000);

  it.concurrent.each(expectedCases)('$name', async (expected) => {
    const env = { ...(!heard.includes(expected.name) && told), ...expected.env };
    const around = { before: takeCompiled, after: giveCompiled };
    expect((await runCase({ ...expected, env }, folder, around)).problems).toEqual([]);
  });
});
