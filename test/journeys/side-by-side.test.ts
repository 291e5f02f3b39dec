import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { contentsOf, createFolders, example, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** Everything that a run keeps of its stages, decoding aside, which names its working files; and the files it makes. */
async function resultOf(threads: number): Promise<Record<string, string>> {
  const home = folders.make();
  const run = await runScribe(home, ['ingest', example('standup.ogg'), '--json', '--threads', `${threads}`], {
    language: 'auto',
  });
  const id = resultsOf(run.stdout)[0].meetingId!;
  const files = Object.entries(contentsOf(join(home, 'artifacts', id)));
  const store = openStore({ home, now: new Date(0).toISOString() });
  try {
    const kept = store.sql<{ key: string; value: string }>('SELECT key, value FROM cache').all();
    return Object.fromEntries([
      ...kept.filter(({ key }) => !key.includes(':decode:')).map(({ key, value }) => [key, value]),
      ...files.map(([name, text]) => [name, text.replaceAll(id, 'ID')]),
    ]);
  } finally {
    store.close();
  }
}

it('on one thread, two or three: the same checkpoints and the same files, to the byte', async () => {
  const one = await resultOf(1);
  expect(Object.keys(one).filter((key) => key.includes(':'))).toEqual(
    expect.arrayContaining(
      ['detect-speech', 'recognize', 'diarize'].map((stage) => expect.stringContaining(`:${stage}:`)),
    ),
  );
  expect(await resultOf(2)).toEqual(one);
  expect(await resultOf(3)).toEqual(one);
});
