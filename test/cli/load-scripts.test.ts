import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { repo } from '../shared.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../store/fixture.js';

it('runs what was compiled before, packages that are loaded late included', () => {
  const home = tempFolder();
  const store = openStore({ home, now: at(0) });
  complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  store.close();
  for (const time of ['compiling', 'compiled']) {
    const run = spawnSync(
      process.execPath,
      [repo('bin/scribe.js'), 'transcript', 'last', '--format', 'docx'],
      {
        env: { ...process.env, SCRIBE_HOME: home },
      },
    );
    expect(run.stderr.toString(), time).toBe('');
    expect(run.stdout.subarray(0, 2).toString(), time).toBe('PK');
    expect(readdirSync(join(home, 'cache', 'code'))).toHaveLength(1);
  }
});
