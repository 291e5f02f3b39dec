import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artifactPaths } from '../../src/artifacts/artifact-files.js';

const folders = { home: '/home/maya/scribe', cache: '', models: '', configFile: '' };
const artifact = (key: string) => ({ type: 'transcript.md', key, size: 1, sha256: 'ab'.repeat(32) });

describe('the path of an artifact', () => {
  it('is below the root', () => {
    expect(artifactPaths(folders, [artifact('0190-a/transcript.md')])).toEqual([
      join(folders.home, 'artifacts', '0190-a', 'transcript.md'),
    ]);
  });

  it.each(['../secrets', 'a/../../secrets', '/etc/passwd', 'a//b', '', 'a\\..\\b', 'C:/x', 'a/./b', 'a/\0'])(
    'is never made of the key %j',
    (key) => {
      expect(() => artifactPaths(folders, [artifact(key)])).toThrow(/is not what scribe writes there/);
    },
  );
});
