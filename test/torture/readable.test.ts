import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readKeyFile } from '../../src/commands/store-key.js';
import { openStore } from '../../src/store/open-store.js';
import { findReadable, textsOf } from '../../torture/readable.js';
import { readState } from '../../torture/state.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../store/fixture.js';

it('nothing can be read in the folder of an encrypted store, until a file there holds what was said', () => {
  const folder = tempFolder();
  const [home, keyFile] = [join(folder, 'home'), join(folder, 'key')];
  writeFileSync(keyFile, '5a'.repeat(32), { mode: 0o600 });
  const store = openStore({ home, now: at(0), key: readKeyFile(keyFile, home) });
  complete(store, makeRecording('a.ogg'), enroll(store, 'Zebedee'));
  const place = { folder, home, out: join(folder, 'out'), keyFile };
  const texts = textsOf([readState(place, new Set())]);
  expect(texts.length).toBeGreaterThan(0);
  // The log of SQLite is still there.
  expect(findReadable(place, texts)).toEqual([]);
  store.close();

  mkdirSync(join(home, 'cache/spool'), { recursive: true });
  writeFileSync(join(home, 'cache/spool/sound.pcm'), texts[0]);
  expect(findReadable(place, texts)).toEqual([]);
  appendFileSync(join(home, 'scribe.db'), `...${texts[0]}`);
  openStore({ home: join(home, 'copy'), now: at(0) }).close();
  expect(findReadable(place, texts).sort()).toEqual([
    'copy/scribe.db is a database without a key',
    `scribe.db can be read without the key: ${texts[0]}`,
  ]);
});
