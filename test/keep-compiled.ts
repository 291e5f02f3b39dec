import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder that `shareCompiled` of test/journeys/share-compiled.ts shares between stores. */
export const variable = 'TESTS_KEEP_COMPILED';

/** Once for all test files: a folder that is there while they run. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-compiled-'));
  process.env[variable] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
