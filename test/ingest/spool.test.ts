import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSpool, sweepSpool } from '../../src/ingest/spool.js';
import { decodedFiles, putCached } from '../../src/store/cache.js';
import { startChild } from '../store/child.js';
import { at, tempFolder, tempStore } from '../store/fixture.js';

const root = (cache: string) => join(cache, 'spool');

it('the working files of a process are in a folder of its own, created on first use and deleted at the end', () => {
  const cache = tempFolder();
  const spool = openSpool(cache);
  expect(existsSync(root(cache))).toBe(false);
  const folder = spool.folder();
  expect(spool.folder()).toBe(folder);
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, 'a.pcm'), 'sound');
  spool.close();
  spool.close();
  expect(readdirSync(root(cache))).toEqual([]);
});

it('those of a living process are never touched; those of a killed one are deleted or taken over at the next start', async () => {
  const cache = tempFolder();
  const child = await startChild('spool.ts', cache);
  const theirs = (await child.ask('open')) as string;
  writeFileSync(join(theirs, 'wanted.pcm'), 'sound');
  writeFileSync(join(theirs, 'other.pcm'), 'sound');
  const mine = openSpool(cache, (name) => name === 'wanted.pcm');
  sweepSpool(cache);
  expect(readdirSync(theirs).sort()).toEqual(['other.pcm', 'wanted.pcm']);

  const gone = new Promise((resolve) => child.process.once('exit', resolve));
  child.process.kill('SIGKILL');
  await gone;
  const next = openSpool(cache, (name) => name === 'wanted.pcm');
  expect(existsSync(theirs)).toBe(false);
  expect(readdirSync(next.folder())).toEqual(['wanted.pcm']);
  mine.close();
  next.close();
  expect(readdirSync(root(cache))).toEqual([]);
  expect(readdirSync(join(cache, 'locks'))).toEqual(['gate']);
});

it('those of a process that ends at once, whatever it was at, go with it', async () => {
  const cache = tempFolder();
  const child = await startChild('spool.ts', cache);
  const theirs = (await child.ask('open')) as string;
  writeFileSync(join(theirs, 'a.pcm'), 'sound');
  const gone = new Promise((resolve) => child.process.once('exit', resolve));
  child.process.send('exit');
  expect(await gone).toBe(130);
  expect(readdirSync(root(cache))).toEqual([]);
});

it('loose files of earlier versions are deleted when their process has ended; foreign files stay', () => {
  const cache = tempFolder();
  mkdirSync(root(cache));
  // Processes have no number as large as this.
  const [dead, alive] = [999999999, process.ppid];
  const fp = 'a'.repeat(64);
  for (const pid of [dead, alive])
    for (const name of [`decode-${pid}-0-0.pcm.part`, `decode-${pid}-0-0.input.part`, `${fp}-${pid}-1-0.pcm`])
      writeFileSync(join(root(cache), name), 'sound');
  writeFileSync(join(root(cache), 'notes.txt'), 'mine');
  sweepSpool(cache);
  expect(readdirSync(root(cache)).sort()).toEqual(
    [
      `decode-${alive}-0-0.pcm.part`,
      `decode-${alive}-0-0.input.part`,
      `${fp}-${alive}-1-0.pcm`,
      'notes.txt',
    ].sort(),
  );
});

it('the decoded sound of a recording is found by the path of the recording', () => {
  const store = tempStore();
  const decoded = (path: string, pcmPath: string) =>
    JSON.stringify({ audio: { pcmPath, tracks: [`${pcmPath}.1`] }, recording: { path } });
  putCached(store, { key: 'a:decode:1', value: decoded('/r/a.ogg', '/s/a.pcm'), expiresAt: at(59) });
  putCached(store, { key: 'b:decode:1', value: decoded('/r/b.ogg', '/s/b.pcm'), expiresAt: at(59) });
  putCached(store, { key: 'c:recognize:1', value: '[]', expiresAt: at(59) });
  expect(decodedFiles(store, ['/r/a.ogg', '/r/c.ogg'])).toEqual(['/s/a.pcm', '/s/a.pcm.1']);
});

it('a cache that cannot be written is an error when something is to be written, not before', () => {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  const spool = openSpool(join(file, 'cache'));
  expect(() => spool.folder()).toThrow(expect.objectContaining({ code: 'OUTPUT' }));
  spool.close();
});
