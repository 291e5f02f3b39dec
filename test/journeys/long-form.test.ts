import { afterAll, expect, it } from 'vitest';
import { createFolders, eventsOf, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

it('sequential transcription is recognized anew, not taken from the stage that another method finished', async () => {
  const home = folders.make();
  const ingest = ['ingest', example('voice-maya.ogg'), '--language', 'en', '--force', '--json'];
  const recognized = async (...flags: string[]) => {
    const run = await runScribe(home, [...ingest, ...flags]);
    expect(run.status, run.stderr).toBe(0);
    return eventsOf(run.stdout).flatMap((event) =>
      'stage' in event && event.stage === 'recognize' && event.kind !== 'stage-progress' ? [event.kind] : [],
    );
  };
  expect(await recognized()).toEqual(['stage-started', 'stage-completed']);
  expect(await recognized('--long-form', 'sequential')).toEqual(['stage-started', 'stage-completed']);
  expect(await recognized('--long-form', 'sequential')).toEqual(['stage-skipped']);
});

it('a model that is no Whisper is refused before anything is done', async () => {
  const flags = ['--model', 'parakeet-110m-ctc', '--long-form', 'sequential'];
  const refused = await runScribe(folders.make(), ['ingest', example('voice-maya.ogg'), ...flags]);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('only Whisper models can');
});
