import { afterAll, expect, it } from 'vitest';
import { createFolders, eventsOf, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

it('hotwords that the model cannot use are reported, even by a run whose stages were finished before', async () => {
  const home = folders.make();
  const hotwords = Array.from({ length: 150 }, (_, i) => `Wolverhampton${i}`).join(', ');
  const ingest = ['ingest', example('voice-maya.ogg'), '--hotwords', hotwords, '--json'];
  for (const args of [ingest, [...ingest, '--force']]) {
    const run = await runScribe(home, args);
    expect(run.status, run.stderr).toBe(0);
    const warnings = eventsOf(run.stdout).flatMap((event) =>
      event.kind === 'warning' ? [event.message] : [],
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^Only the first \d+ of 150 hotwords are used: whisper-tiny\.en-scribe has no room/,
      ),
    );
  }
});

it('a silence for the sequential method is reported when another method was used', async () => {
  const ingest = ['ingest', example('voice-maya.ogg'), '--hallucination-silence', '2', '--json'];
  const run = await runScribe(folders.make(), ingest);
  expect(run.status, run.stderr).toBe(0);
  expect(eventsOf(run.stdout)).toContainEqual(
    expect.objectContaining({
      kind: 'warning',
      message: '`--hallucination-silence` is not used without `--long-form sequential`.',
    }),
  );
});
